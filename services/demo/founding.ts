import { systemTenantId, systemTenantSlug } from '#events/streams.ts'
import type { Role } from '#events/tenant/events.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import type { Person } from './people.ts'
import type { HistoryPorts, Origin } from './ports.ts'
import { demoPassword, demoSignIns } from './signIns.ts'
import { demoClients, type DemoTenant, demoTenants } from './tenants.ts'

/** A person with the id the tenant knows them by. */
export interface Resident {
  userId: string
  person: Person
}

export interface FoundedTenant {
  tenantId: string
  slug: string
  policy: Policy
  residents: readonly Resident[]
  /** The admin who ends sessions in this tenant. */
  admin: { userId: string }
}

interface Founding {
  ports: HistoryPorts
  people: readonly Person[]
  origin: () => Origin
  /** Moves the clock on. Called before each step, so that not all events of the founding have the same time. */
  pause: () => void
}

const addTo = (founding: Founding, tenantId: string, hash: string) => {
  const { ports, origin, pause } = founding
  return (user: { email: string; name: string }, roles: readonly Role[]) => {
    pause()
    const { email, name } = user
    return ports.addUser({ tenantId, email, name, roles, credential: { kind: 'hash', hash } }, origin())
  }
}

const foundTenant = async (founding: Founding, tenant: DemoTenant, hash: string): Promise<FoundedTenant> => {
  const { ports, people, origin, pause } = founding
  const { slug, name, policy } = tenant
  pause()
  const { tenantId } = await ports.registerTenant(
    { slug, name, simulated: true, policy, clients: demoClients(slug) },
    origin(),
  )
  const add = addTo(founding, tenantId, hash)
  let admin: { userId: string } | undefined
  for (const signIn of demoSignIns.filter((one) => one.tenant === slug)) {
    const added = await add(signIn, [signIn.role])
    if (signIn.role === 'admin') admin = added
  }
  const residents: Resident[] = []
  for (const person of people.filter((one) => one.tenant === slug))
    residents.push({ ...(await add(person, ['member'])), person })
  if (admin === undefined) throw new Error(`No admin signs in to ${slug}`)
  return { tenantId, slug, policy, residents, admin }
}

/** Makes the tenants with their applications, policies and people, and the operators' tenant. */
export const foundTenants = async (founding: Founding): Promise<FoundedTenant[]> => {
  const { ports, origin, pause } = founding
  const hash = await ports.hashPassword(demoPassword)
  pause()
  await ports.registerTenant(
    { tenantId: systemTenantId, slug: systemTenantSlug, name: 'Rollcall', simulated: true, clients: [] },
    origin(),
  )
  const addOperator = addTo(founding, systemTenantId, hash)
  for (const signIn of demoSignIns.filter(({ tenant }) => tenant === systemTenantSlug))
    await addOperator(signIn, [signIn.role])
  const founded: FoundedTenant[] = []
  for (const tenant of demoTenants) founded.push(await foundTenant(founding, tenant, hash))
  return founded
}
