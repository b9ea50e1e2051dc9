import type { Position } from '#events/envelope.ts'
import type { Beat, Frame } from '#events/live/frames.ts'
import type { Changed } from '#services/ports/changes.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { fittingChanges, mergeChanged, sizeOf } from './changedBetween.ts'
import type { BuildFrame } from './frameBuilder.ts'
import { leaveGap, markBeatSent, markFrameSent, type TenantStream } from './tenantStream.ts'

/** Where frames go. */
export interface Outlet {
  frame: (tenantId: string, frame: Frame) => void
  beat: (tenantId: string, beat: Beat) => void
  /** Whether somebody watches the whole tenant and not only sessions of their own. */
  isWatched: (tenantId: string) => boolean
}

export interface FrameSenderNeeds {
  buildFrame: BuildFrame
  positions: WirePositions
  clock: Clock
  outlet: Outlet
}

export const beatMs = 1_000

const relevant = (changed: Changed, isWatched: boolean): Changed =>
  isWatched ? changed : { sessions: changed.sessions ?? [] }

/** What the next frame holds, and how far it goes. */
interface Portion {
  changed: Changed
  upTo: Position
}

/**
 * Takes as many changes as fit. Null when the first one alone is too large for any frame, or when it begins before `sent`
 * because a gap was left in the middle of it.
 */
const nextPortion = ({ pending, known, sent }: TenantStream, isWatched: boolean): Portion | null => {
  const fitting = fittingChanges(pending)
  const [first] = pending
  if (first !== undefined && (fitting === 0 || first.from < sent)) return null
  const upTo = fitting < pending.length ? pending[fitting - 1]!.to : known
  return { changed: relevant(mergeChanged(pending.slice(0, fitting)), isWatched), upTo }
}

/** Sends what a stream knows and has not sent: a frame where something changed, a beat where one is due, or nothing. */
export const frameSender = ({ buildFrame, positions, clock, outlet }: FrameSenderNeeds) => {
  const isDue = ({ wanted, known, sent, sentAt }: TenantStream): boolean =>
    clock.now() - sentAt >= beatMs || (wanted > sent && known > sent)

  const sendBeat = (stream: TenantStream): void => {
    const { tenantId, sent } = stream
    markBeatSent(stream, clock.now())
    outlet.beat(tenantId, { from: positions.seal(tenantId, sent), to: positions.seal(tenantId, stream.sent) })
  }

  const sendFrame = async (stream: TenantStream, { changed, upTo }: Portion): Promise<void> => {
    const { tenantId, sent: from } = stream
    const frame = await buildFrame({ tenantId, from, to: upTo }, changed)
    markFrameSent(stream, frame, upTo, clock.now())
    outlet.frame(tenantId, frame)
  }

  return async (stream: TenantStream): Promise<void> => {
    const portion = nextPortion(stream, outlet.isWatched(stream.tenantId))
    if (portion === null) leaveGap(stream, Math.max(stream.pending[0]!.to, stream.sent + 1), clock.now())
    else if (sizeOf(portion.changed) > 0) await sendFrame(stream, portion)
    else if (isDue(stream)) sendBeat(stream)
  }
}
