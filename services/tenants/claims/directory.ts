import { systemTenantId } from '#events/streams.ts'
import { isSameEmail } from '#events/text/emailAddress.ts'
import type { Directory, Person } from '#services/ports/identity.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import type { Digests } from './digests.ts'
import type { TenantMemory } from '#services/tenants/tenantMemory.ts'

/**
 * A claim finds whoever claimed the address last, who may have another one: before the change to it and after the change
 * from it. Earlier releases also took more addresses for the same. A forgotten person's address is not known any more.
 */
const hasEmail = (person: Person | null, email: string): person is Person =>
  person !== null && (person.forgotten || isSameEmail(person.email, email))

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
      if (hasEmail(named, email)) return named
      return before.find((one) => one?.forgotten === false && hasEmail(one, email)) ?? null
    },
    emailDigest: digests.email,
  }
}
