import type { Actor, RequestContext } from '#events/envelope.ts'
import type { Proof } from '#events/session/proofs.ts'
import type { Person, Tenant } from '#services/ports/identity.ts'

/** A proved identity: the result of the first half of a sign-in, by any method, and the input of the second half. */
export interface Proven {
  tenant: Tenant
  person: Person
  /** Such as `pwd`, and when. */
  proofs: readonly Proof[]
}

/** Data of the request that signs in. */
export interface SignInOrigin {
  correlationId: string
  /** Who signs the person in. Absent: the person. */
  actor?: Actor
  context: RequestContext
}
