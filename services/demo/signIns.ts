import type { Role } from '#events/tenant/events.ts'
import { systemTenantSlug } from '#events/streams.ts'

/** All people in the demo have this password, so that one hash serves them all. The start prints it. */
export const demoPassword = 'rollcall-demo'

/** Somebody to sign in as. */
export interface DemoSignIn {
  role: Role
  tenant: string
  email: string
  password: string
  name: string
}

const signIn = (tenant: string, role: Role, name: string): DemoSignIn => ({
  role,
  tenant,
  email: `${role}@${tenant}.test`,
  password: demoPassword,
  name,
})

/** One per role in acme, two in globex for whoever wants to see that tenants are walls, one operator. */
export const demoSignIns: readonly DemoSignIn[] = [
  signIn('acme', 'analyst', 'Ana Lindqvist'),
  signIn('acme', 'admin', 'Adam Nowak'),
  signIn('acme', 'auditor', 'Audrey Blanc'),
  signIn('acme', 'member', 'Mel Braun'),
  signIn('globex', 'analyst', 'Anita Flores'),
  signIn('globex', 'admin', 'Abel Turner'),
  signIn('initech', 'admin', 'Akira Mori'),
  signIn(systemTenantSlug, 'operator', 'Oona Virtanen'),
]
