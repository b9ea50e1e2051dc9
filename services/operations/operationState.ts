import type { Recorded } from '#events/envelope.ts'
import type { OperationRow } from '#events/live/rows.ts'
import { operationEffect } from '#events/operation/effect.ts'
import type { OperationEvent } from '#events/operation/events.ts'

export type Started = Recorded<Extract<OperationEvent, { type: 'OperationStarted' }>>
export type Outcome = Extract<OperationEvent, { type: 'OperationSessionEnded' }>['data']['outcome']

/** What an operation's stream says. */
export interface OperationState {
  started: Started
  outcomes: ReadonlyMap<string, Outcome>
  finishedAt: string | null
  effect: OperationRow['effect']
  /** Of the newest event. */
  at: string
  revision: number
}

/** Folds an `operation-` stream; null where there is none. */
export const operationState = (events: readonly Recorded<OperationEvent>[]): OperationState | null => {
  const [started, ...rest] = events
  if (started?.type !== 'OperationStarted') return null
  const outcomes = new Map<string, Outcome>()
  let finishedAt: OperationState['finishedAt'] = null
  let effect: OperationState['effect'] = null
  for (const event of rest) {
    if (event.type === 'OperationSessionEnded') outcomes.set(event.data.sessionId, event.data.outcome)
    if (event.type === 'OperationFinished') finishedAt = event.at
    if (event.type === 'EffectMeasured') effect = operationEffect(event.data)
  }
  const { at, revision } = events.at(-1)!
  return { started, outcomes, finishedAt, effect, at, revision }
}

export const sessionsLeft = ({ started, outcomes }: OperationState): string[] =>
  started.data.sessionIds.filter((sessionId) => !outcomes.has(sessionId))

export const countsOf = ({ outcomes }: OperationState): { ended: number; alreadyEnded: number } => {
  const ended = [...outcomes.values()].filter((outcome) => outcome === 'ended').length
  return { ended, alreadyEnded: outcomes.size - ended }
}

/** The operation as its stream says it, for answers that must not wait for a view. */
export const operationRow = (state: OperationState, byName: string | null): OperationRow => {
  const { data, actor, at } = state.started
  return {
    id: data.operationId,
    kind: data.kind,
    filter: data.filter,
    userId: data.userId,
    by: { id: actor.id, name: byName },
    reason: data.reason,
    message: data.message,
    ticket: data.ticket,
    startedAt: at,
    finishedAt: state.finishedAt,
    state: state.finishedAt === null ? 'running' : 'finished',
    sessions: data.sessionIds.length,
    ...countsOf(state),
    spared: data.spared,
    effect: state.effect,
  }
}
