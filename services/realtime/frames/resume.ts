import type { Position } from '#events/envelope.ts'
import type { Frame, ResumeAnswer } from '#events/live/frames.ts'
import type { ChangesSince } from '#services/ports/changes.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { changedBetween, mostRowsInFrame, sizeOf } from './changedBetween.ts'
import type { BuildFrame, Span } from './frameBuilder.ts'
import type { LivePump } from './livePump.ts'
import type { Recording, TenantStream } from './tenantStream.ts'

export interface ResumeNeeds {
  pump: Pick<LivePump, 'reach'>
  changesSince: ChangesSince
  buildFrame: BuildFrame
  positions: WirePositions
}

/** Calls `answer` while the stream stands exactly where the answer ends, so that the next frame follows without a gap. */
export type Resume = (stream: TenantStream, from: Position, answer: (answer: ResumeAnswer) => void) => Promise<void>

const startAgain: ResumeAnswer = { reset: true }

const record = (stream: TenantStream): Recording => {
  const recording: Recording = { frames: [], broken: false }
  stream.recordings.add(recording)
  return recording
}

/** Answers with the frames from a position to where the tenant's stream stands now, or `reset` where it cannot give them. */
export const resumer = ({ pump, changesSince, buildFrame, positions }: ResumeNeeds): Resume => {
  const beingMade = new Map<string, Promise<Frame | null>>()

  const make = async (span: Span): Promise<Frame | null> => {
    const { changes, keptSince } = await changesSince({ after: span.from, tenantIds: [span.tenantId] })
    const changed = changedBetween(changes, span.from, span.to)
    return span.from < keptSince || sizeOf(changed) > mostRowsInFrame ? null : buildFrame(span, changed)
  }

  // After a restart all dashboards of a tenant ask for the same stretch at once, so it is read once for all of them.
  const missed = (span: Span): Promise<Frame | null> => {
    const name = `${span.tenantId} ${span.from} ${span.to}`
    const frame = beingMade.get(name) ?? make(span).finally(() => beingMade.delete(name))
    beingMade.set(name, frame)
    return frame
  }

  /** Beats moved the stream on without a frame. Nothing changed then, so the last frame is extended to where the stream is. */
  const upToNow = (stream: TenantStream, frames: readonly Frame[]): Frame[] => [
    ...frames.slice(0, -1),
    { ...frames.at(-1)!, to: positions.seal(stream.tenantId, stream.sent) },
  ]

  return async (stream, from, answer) => {
    if (!(await pump.reach(stream, from))) return answer(startAgain)
    if (stream.sent === from) return answer({ frames: [] })
    const recording = record(stream)
    try {
      const frame = await missed({ tenantId: stream.tenantId, from, to: stream.sent })
      if (frame === null || recording.broken) return answer(startAgain)
      answer({ frames: upToNow(stream, [frame, ...recording.frames]) })
    } finally {
      stream.recordings.delete(recording)
    }
  }
}
