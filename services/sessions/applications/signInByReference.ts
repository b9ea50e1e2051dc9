import type { z } from 'zod'
import type { Actor, RequestContext } from '#events/envelope.ts'
import type { startSessionBody } from '#events/wire/applicationSessions.ts'
import { isBlocked } from '#events/tenant/blocks.ts'
import { keptOutBy } from '#events/tenant/policy/accessRules.ts'
import { isHeld } from '#events/user/hold.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Directory, Person, Reference, References, Tenant } from '#services/ports/identity.ts'
import type { CompleteSignIn, Grant } from '../signIn/completeSignIn.ts'
import type { FailSignIn } from '../signIn/failedSignIns.ts'
import type { WantedSession } from '../signIn/wantedSession.ts'

export interface SigningInByReference {
  clock: Clock
  directory: Pick<Directory, 'tenant' | 'personByEmail'>
  references: References
  completeSignIn: CompleteSignIn
  fail: FailSignIn
}

export type ReferredSignIn = Pick<
  z.infer<typeof startSessionBody>,
  'userRef' | 'email' | 'authMethods' | 'lifetime' | 'startedAt'
>

export interface ByApplication {
  tenantId: string
  clientId: string
  actor: Actor
  correlationId: string
  context: RequestContext
}

/** How far an application's clock may be ahead of ours. */
const aheadMs = 60_000

/** Null: the person may sign in. */
const causeOf = (person: Person, at: string): 'disabled' | 'held' | 'not-allowed' | null => {
  if (person.disabled) return 'disabled'
  if (isHeld(person, at)) return 'held'
  return person.standing === 'registered' && !person.forgotten && person.roles.length > 0 ? null : 'not-allowed'
}

const refused = () =>
  new CodedError('person-refused', {
    detail:
      'This person may not sign in: disabled, held, forgotten, without a role or not come in yet, or from where nobody may for now.',
  })

/** No page sends these requests: the application's server does. */
const noPage = { origin: undefined, rollcallClient: undefined, host: undefined }

/** @throws CodedError invalid-request */
const beginningOf = (startedAt: string | undefined, now: number): string | undefined => {
  if (startedAt === undefined) return undefined
  const at = Date.parse(startedAt)
  if (at <= now + aheadMs) return new Date(Math.min(at, now)).toISOString()
  const message = 'The session would start in the future.'
  throw new CodedError('invalid-request', {
    detail: message,
    errors: [{ path: 'body.startedAt', code: 'future', message }],
  })
}

/**
 * Starts a session for a person whose identity the application has proved. The application names the person by a
 * reference of its own, which is tied to the person the first time, by e-mail address.
 * @throws CodedError person-unknown, person-refused, invalid-request, blocked, quota-reached, session-limit, busy,
 * store-unavailable
 */
export const signInByReference = (signing: SigningInByReference) => {
  const { clock, directory, references, completeSignIn, fail } = signing

  const tied = async (reference: Reference, email: string | undefined, by: ByApplication): Promise<Person> => {
    const known = await references.personOf(reference)
    if (known !== null) return known
    const person = email === undefined ? null : await directory.personByEmail(reference.tenantId, email)
    if (person === null)
      throw new CodedError('person-unknown', {
        detail:
          'This userRef stands for nobody yet. Send the e-mail address of one of the tenant’s people with it once.',
      })
    return causeOf(person, instant(clock)) === null ? references.tie(reference, person, by) : person
  }

  const requireAllowed = async (tenant: Tenant, person: Person, by: ByApplication): Promise<void> => {
    const at = instant(clock)
    const isShut = isBlocked(tenant.blocks, { ...by.context, clientId: by.clientId }, at)
    const cause = isShut ? 'blocked' : (keptOutBy(tenant.policy.access, by.context) ?? causeOf(person, at))
    if (cause === null) return
    await fail({ tenant, person, email: person.email, client: by.clientId, cause }, by)
    throw refused()
  }

  return async (wanted: ReferredSignIn & { sessionId: string | undefined }, by: ByApplication): Promise<Grant> => {
    const { tenantId, clientId } = by
    const { userRef, email, authMethods, lifetime, sessionId } = wanted
    const startedAt = beginningOf(wanted.startedAt, clock.now())
    const tenant = await directory.tenant(tenantId)
    if (tenant === null) throw new CodedError('not-signed-in')
    const person = await tied({ tenantId, clientId, userRef }, email, by)
    await requireAllowed(tenant, person, by)
    const at = startedAt ?? instant(clock)
    const proven = { tenant, person, proofs: authMethods.map((method) => ({ method, at })) }
    const session: WantedSession = {
      client: clientId,
      transport: 'bearer',
      lifetime,
      startedAt,
      sessionId,
      inPlaceOf: [],
    }
    try {
      return await completeSignIn(proven, session, { ...by, page: noPage })
    } catch (error) {
      // Something about the person changed meanwhile. The application asked for no password, so none is wrong.
      throw error instanceof CodedError && error.code === 'invalid-credentials' ? refused() : error
    }
  }
}
export type SignInByReference = ReturnType<typeof signInByReference>
