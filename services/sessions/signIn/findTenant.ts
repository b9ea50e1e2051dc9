import type { Directory, Tenant } from '#services/ports/identity.ts'

export type FindTenant = (named: string) => Promise<Tenant | null>

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** By slug, else by id: a page that remembers the one or the other gets on. */
export const findTenant =
  ({ tenantBySlug, tenant }: Pick<Directory, 'tenantBySlug' | 'tenant'>): FindTenant =>
  async (named) =>
    (await tenantBySlug(named)) ?? (uuid.test(named) ? tenant(named) : null)
