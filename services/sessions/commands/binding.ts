import type { RequestContext } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'
import type { KnownSession } from '#events/session/fold.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { idsOf } from './decision.ts'

export type Binding = Policy['binding']
/** The rule of a tenant. */
export type BindingOf = (tenantId: string) => Promise<Binding | undefined>
type Bound = Exclude<Binding['to'], 'none'>

const whereOf = (to: Bound, context: RequestContext | null): string | null =>
  (to === 'country' ? context?.place?.country : context?.network?.name) ?? null

/** Where nothing is said of any. */
const unbound: Binding = { to: 'none', whenBroken: 'note' }

/** What a request does to a session that is bound. `ends`: the session is over. */
export interface BindingOutcome {
  ends: boolean
  events: SessionEvent[]
}
const holds: BindingOutcome = { ends: false, events: [] }

const silent = { reason: null, message: null, ticket: null, operationId: null }

/**
 * Compares where a request comes from with what the session is bound to. An unknown country or network breaks nothing: nobody can say
 * that it is another one. A break is noted when the session comes to another place, not at each use there.
 */
export const heldToBinding = (
  session: KnownSession,
  context: RequestContext | null,
  { to, whenBroken }: Binding = unbound,
): BindingOutcome => {
  if (to === 'none') return holds
  const [from, now] = [session.bound[to], whereOf(to, context)]
  if (from === null || now === null || from === now) return holds
  const ids = idsOf(session)
  const broken: SessionEvent = { type: 'BindingBroken', version: 1, data: { ...ids, to, from, action: whenBroken } }
  if (whenBroken === 'end')
    return {
      ends: true,
      events: [broken, { type: 'SessionRevoked', version: 1, data: { ...ids, cause: 'binding', ...silent } }],
    }
  const isNew = now !== whereOf(to, session.last.context)
  const noted = isNew ? [broken] : []
  if (whenBroken === 'note' || session.stepUpRequiredSince !== null) return { ends: false, events: noted }
  return {
    ends: false,
    events: [broken, { type: 'StepUpRequired', version: 1, data: { ...ids, because: 'binding' } }],
  }
}
