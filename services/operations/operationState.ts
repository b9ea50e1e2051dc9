import type { Recorded } from '#events/envelope.ts'
import type { OperationRow } from '#events/live/rows.ts'
import { operationEffect } from '#events/operation/effect.ts'
import type { OperationEvent } from '#events/operation/events.ts'
import { type OperationStream, operationStream } from '#events/streams.ts'
import type { StreamType } from '#services/commands/streamType.ts'

export type Started = Recorded<Extract<OperationEvent, { type: 'OperationStarted' }>>
export type Outcome = Extract<OperationEvent, { type: 'OperationSessionEnded' }>['data']['outcome']

/** The state that an operation's stream gives. */
export interface OperationState {
  started: Started
  outcomes: ReadonlyMap<string, Outcome>
  finishedAt: string | null
  effect: OperationRow['effect']
  /** Time of the newest event, ISO 8601. */
  at: string
}

const evolve = (state: OperationState | null, event: Recorded<OperationEvent>): OperationState | null => {
  if (state === null)
    return event.type === 'OperationStarted'
      ? { started: event, outcomes: new Map(), finishedAt: null, effect: null, at: event.at }
      : null
  const { at } = event
  switch (event.type) {
    case 'OperationSessionEnded':
      return { ...state, at, outcomes: new Map(state.outcomes).set(event.data.sessionId, event.data.outcome) }
    case 'OperationFinished':
      return { ...state, at, finishedAt: at }
    case 'EffectMeasured':
      return { ...state, at, effect: operationEffect(event.data) }
    case 'OperationStarted':
      return { ...state, at }
  }
  // An event of a later release.
  return { ...state, at }
}

/**
 * The state is null until the operation has started. Raise `version` with every change of `OperationState` or `evolve`.
 */
export const operationStreams: StreamType<OperationStream, OperationState | null> = {
  kind: 'operation',
  version: 1,
  nameOf: operationStream,
  empty: null,
  fold: (state, events) => events.reduce(evolve, state),
  subjectOf: () => '',
}

export const sessionsLeft = ({ started, outcomes }: OperationState): string[] =>
  started.data.sessionIds.filter((sessionId) => !outcomes.has(sessionId))

export const countsOf = ({ outcomes }: Pick<OperationState, 'outcomes'>): { ended: number; alreadyEnded: number } => {
  const ended = [...outcomes.values()].filter((outcome) => outcome === 'ended').length
  return { ended, alreadyEnded: outcomes.size - ended }
}

/** The operation's row, made from its stream, for answers that must not wait for the view. */
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
