import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import { type Effect, effectOf, type WideEffect } from '#events/session/endings.ts'
import type { EndedSignal, NotBeforeSignal } from '#events/wire/guards.ts'
import type { TokenRules } from '#services/ports/revocations.ts'

/** What guards of a tenant are told of one event. */
export interface Revocation {
  position: Position
  /** ISO 8601, of the event. */
  at: string
  /** Milliseconds since the epoch: then nobody needs it any more. */
  keptUntil: number
  signal: { event: 'ended'; data: EndedSignal } | { event: 'not-before'; data: NotBeforeSignal }
}

const scopeOf = (tenantId: string, { userId, clientId }: WideEffect): Pick<NotBeforeSignal, 'scope' | 'id'> => {
  if (userId !== null) return { scope: 'user', id: userId }
  return clientId === null ? { scope: 'tenant', id: tenantId } : { scope: 'client', id: clientId }
}

const secondsOf = (milliseconds: number): number => Math.ceil(milliseconds / 1000)

const signalOf = (tenantId: string, effect: Effect, exp: number, gen: number): Revocation['signal'] => {
  if (effect.scope === 'session') return { event: 'ended', data: { sessionId: effect.sessionId, exp } }
  const { clientId: client, spares: except, notBefore: at, kind } = effect
  const data = { ...scopeOf(tenantId, effect), client, except, ends: kind === 'ends', at, gen, exp }
  return { event: 'not-before', data }
}

/**
 * Null: the event ends no session and outdates no token. Reads no sealed field; a reason, a ticket or a message never
 * gets into the answer. `generation`: of the user, or of the tenant, once the event is counted.
 */
export const revocationOf = (
  event: Recorded<RollcallEvent>,
  keptUntil: TokenRules['keptUntil'],
  generation: (userId: string | null) => number,
): Revocation | null => {
  const effect = effectOf(event)
  if (effect === null) return null
  const { tenantId, position, at } = event
  const until = keptUntil(tenantId, at)
  const gen = effect.scope === 'session' ? 0 : generation(effect.userId)
  return { position, at, keptUntil: until, signal: signalOf(tenantId, effect, secondsOf(until), gen) }
}
