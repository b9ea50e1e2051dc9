import { systemTenantId } from '#events/streams.ts'
import type { Directory, Person } from '#services/ports/identity.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import type { Digests } from './digests.ts'
import type { TenantMemory } from './tenantMemory.ts'

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

  return {
    tenant,
    person,
    tenantBySlug: async (slug) => {
      const tenantId = await ownerOf(systemTenantId, digests.slug(slug))
      return tenantId === null ? null : tenant(tenantId)
    },
    personByEmail: async (tenantId, email) => {
      const digest = digests.email(tenantId, email)
      return person(tenantId, (await ownerOf(tenantId, digest)) ?? derivedUuid('nobody', digest))
    },
    emailDigest: digests.email,
  }
}
