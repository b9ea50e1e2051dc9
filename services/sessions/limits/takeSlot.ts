import type { SlotsStream } from '#events/streams.ts'
import { mostNamedSlots } from '#events/session/slots.ts'
import type { SessionLimit } from '#events/tenant/policy/sessionLimits.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { CommandedStreams } from '#services/commands/commandedStreams.ts'
import type { Origin } from '#services/commands/envelope.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'
import { decideSlot, type TakeSlot } from './decideSlot.ts'
import type { Looked, LookAtSessions } from './lookAtSessions.ts'
import { oneAfterTheOther } from './oneAfterTheOther.ts'
import type { Slots } from './slots.ts'

export interface TakingSlots {
  clock: Clock
  streams: Pick<CommandedStreams<SlotsStream, Slots>, 'readOn' | 'handle'>
  look: LookAtSessions
  /** Finds sessions that began while their person had no limit, and so have no slot. */
  liveSessionIds: LiveSessionIds
  pause: (milliseconds: number) => Promise<void>
}

/** `displaced`: sessions that must have ended before the new one starts. */
export type SlotTaken = { displaced: readonly string[] } | { full: SessionLimit; looked: Looked }

/** How long a sign-in waits for others of the same person, and between two looks. */
const patienceMs = 10_000
const restMs = 25

/**
 * Lets a session of a person with limits start, or says which limit is reached.
 * @throws CodedError busy, store-unavailable
 */
export const takeSlot = ({ clock, streams, look, liveSessionIds, pause }: TakingSlots) => {
  const inTurn = oneAfterTheOther()

  const attempt = async (command: TakeSlot, origin: Origin, besides: readonly string[]) => {
    const { tenantId } = origin
    const looked = await look(tenantId, (await streams.readOn(tenantId, command.userId)).state, besides)
    const seen = { ...looked, over: looked.over.slice(0, mostNamedSlots) }
    const handled = await streams.handle(command.userId, origin, (slots) => decideSlot(command, slots, seen))
    return { looked, outcome: handled.outcome, slots: handled.state }
  }

  return async (command: TakeSlot, origin: Origin): Promise<SlotTaken> => {
    // Asked before the turn, for it may wait for the view: whatever begins from now on has a slot.
    const besides = await liveSessionIds(origin.tenantId, command.userId)
    return inTurn(`${origin.tenantId}/${command.userId}`, async () => {
      const until = clock.now() + patienceMs
      for (;;) {
        const { looked, outcome, slots } = await attempt(command, origin, besides)
        if (outcome.kind === 'taken') return { displaced: slots.displaced }
        if (outcome.kind === 'full') return { full: outcome.limit, looked }
        if (clock.now() >= until)
          throw new CodedError('busy', { detail: 'Too many sign-ins at once. Try again.', retryAfterSeconds: 2 })
        if (outcome.kind === 'starting') await pause(restMs)
      }
    })
  }
}
