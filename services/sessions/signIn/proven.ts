import type { Actor, RequestContext } from '#events/envelope.ts'
import type { Person, Tenant } from '#services/ports/identity.ts'

/** A proved identity: the result of the first half of a sign-in, by any method, and the input of the second half. */
export interface Proven {
  tenant: Tenant
  person: Person
  /** RFC 8176 methods, e.g. `pwd`. */
  methods: readonly string[]
  /** When the person proved it, ISO 8601. */
  authTime: string
}

/** Data of the request that signs in. */
export interface SignInOrigin {
  correlationId: string
  /** Who signs the person in. Absent: the person. */
  actor?: Actor
  context: RequestContext
}
