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

const change = (state: OperationState, event: Recorded<OperationEvent>): Partial<OperationState> => {
  switch (event.type) {
    case 'OperationStarted':
      return {}
    case 'OperationSessionEnded':
      return { outcomes: new Map(state.outcomes).set(event.data.sessionId, event.data.outcome) }
    case 'OperationFinished':
      return { finishedAt: event.at }
    case 'EffectMeasured':
      return { effect: operationEffect(event.data) }
  }
}

const begun = (event: Recorded<OperationEvent>): OperationState | null =>
  event.type === 'OperationStarted'
    ? { started: event, outcomes: new Map(), finishedAt: null, effect: null, at: event.at, revision: event.revision }
    : null

/** Folds an `operation-` stream; null where there is none. */
export const operationState = (events: readonly Recorded<OperationEvent>[]): OperationState | null =>
  events.reduce<OperationState | null>(
    (state, event) =>
      state === null ? begun(event) : { ...state, ...change(state, event), at: event.at, revision: event.revision },
    null,
  )

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
