import { systemTenantId } from '#events/streams.ts'
import { normaliseEmail } from '#events/text/emailAddress.ts'
import type { Directory, Person } from '#services/ports/identity.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import type { Digests } from './digests.ts'
import type { TenantMemory } from './tenantMemory.ts'

/** Earlier releases took more addresses for the same, so an address that a former claim finds may be another. */
const hasEmail = (person: Person, email: string): boolean => normaliseEmail(person.email) === normaliseEmail(email)

/**
 * Answers from the deciding streams. A lookup by an unknown e-mail makes the same reads as one by a known e-mail, so
 * that the time of the answer does not reveal whether it is known.
 */
export const directory = ({ tenants, users, claims }: TenantMemory, digests: Digests): Directory => {
  const ownerOf = async (tenantId: string, digest: string): Promise<string | null> =>
    (await claims.read(tenantId, digest)).state.claim?.ownerId ?? null

  const tenant: Directory['tenant'] = async (tenantId) => (await tenants.read(tenantId, '')).state.tenant

  const person = async (tenantId: string, userId: string): Promise<Person | null> => {
    const [tenantRead, { state }] = await Promise.all([tenants.read(tenantId, ''), users.read(tenantId, userId)])
    return state.user === null ? null : { ...state.user, roles: tenantRead.state.members.get(userId) ?? [] }
  }

  const personOfClaim = async (tenantId: string, digest: string): Promise<Person | null> =>
    person(tenantId, (await ownerOf(tenantId, digest)) ?? derivedUuid('nobody', digest))

  return {
    tenant,
    person,
    tenantBySlug: async (slug) => {
      const tenantId = await ownerOf(systemTenantId, digests.slug(slug))
      return tenantId === null ? null : tenant(tenantId)
    },
    personByEmail: async (tenantId, email) => {
      const [named, ...before] = await Promise.all([
        personOfClaim(tenantId, digests.email(tenantId, email)),
        ...digests.formerEmails(tenantId, email).map((digest) => personOfClaim(tenantId, digest)),
      ])
      return named ?? before.find((one) => one !== null && hasEmail(one, email)) ?? null
    },
    emailDigest: digests.email,
  }
}
