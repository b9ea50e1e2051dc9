import type { Beat, Frame } from '#events/live/frames.ts'
import type { Changed } from '#services/changes.ts'
import type { Clock } from '#services/clock.ts'
import type { WirePositions } from '#services/wirePositions.ts'
import { mergeChanged, mostRowsInFrame, sizeOf } from './changedBetween.ts'
import type { BuildFrame } from './frameBuilder.ts'
import { leaveGap, markBeatSent, markFrameSent, type TenantStream } from './tenantStream.ts'

/** Where frames go. */
export interface Outlet {
  frame: (tenantId: string, frame: Frame) => void
  beat: (tenantId: string, beat: Beat) => void
  /** Somebody watches the whole tenant, not only sessions of their own. */
  isWatched: (tenantId: string) => boolean
}

export interface FrameSenderSettings {
  buildFrame: BuildFrame
  positions: WirePositions
  clock: Clock
  outlet: Outlet
}

export const beatMs = 1_000

const relevant = (changed: Changed, isWatched: boolean): Changed =>
  isWatched ? changed : { sessionIds: changed.sessionIds, logNumbers: [], anomalyIds: [], minutes: [] }

/** Sends what a stream knows and has not sent: a frame where something changed, a beat where one is due, or nothing. */
export const frameSender = ({ buildFrame, positions, clock, outlet }: FrameSenderSettings) => {
  const isDue = ({ wanted, known, sent, sentAt }: TenantStream): boolean =>
    clock.now() - sentAt >= beatMs || (wanted > sent && known > sent)

  const sendBeat = (stream: TenantStream): void => {
    const { tenantId, sent, known } = stream
    markBeatSent(stream, clock.now())
    outlet.beat(tenantId, { from: positions.seal(tenantId, sent), to: positions.seal(tenantId, known) })
  }

  const sendFrame = async (stream: TenantStream, changed: Changed): Promise<void> => {
    if (sizeOf(changed) > mostRowsInFrame) return leaveGap(stream, stream.known, clock.now())
    const { tenantId, sent: from, known: to } = stream
    const frame = await buildFrame({ tenantId, from, to }, changed)
    markFrameSent(stream, frame, clock.now())
    outlet.frame(tenantId, frame)
  }

  return async (stream: TenantStream): Promise<void> => {
    const changed = relevant(mergeChanged(stream.pending), outlet.isWatched(stream.tenantId))
    if (sizeOf(changed) > 0) await sendFrame(stream, changed)
    else if (isDue(stream)) sendBeat(stream)
  }
}
