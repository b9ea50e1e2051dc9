import type { RequestContext } from '#events/envelope.ts'
import type { Person, Tenant } from '#services/ports/identity.ts'

/** Who somebody has proved to be: what the first half of a sign-in comes to, however it was proved, and the second begins with. */
export interface Proven {
  tenant: Tenant
  person: Person
  /** RFC 8176 methods, e.g. `pwd`. */
  methods: readonly string[]
  /** When the person proved it; ISO 8601. */
  authTime: string
}

/** The request that a sign-in comes with. */
export interface SignInOrigin {
  correlationId: string
  context: RequestContext
}
