import type { Directory, Tenant } from '#services/ports/identity.ts'

export type FindTenant = (named: string) => Promise<Tenant | null>

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Finds a tenant by slug, else by id, because a page may have remembered either. */
export const findTenant =
  ({ tenantBySlug, tenant }: Pick<Directory, 'tenantBySlug' | 'tenant'>): FindTenant =>
  async (named) =>
    (await tenantBySlug(named)) ?? (uuid.test(named) ? tenant(named) : null)
