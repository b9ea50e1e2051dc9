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

/** `answer` is called in the same turn in which the stream stands where the answer ends: whatever follows fits. */
export type Resume = (stream: TenantStream, from: Position, answer: (answer: ResumeAnswer) => void) => Promise<void>

const startAgain: ResumeAnswer = { reset: true }

const record = (stream: TenantStream): Recording => {
  const recording: Recording = { frames: [], broken: false }
  stream.recordings.add(recording)
  return recording
}

/** Answers with everything from any position that is still kept to where the tenant's stream stands now. */
export const resumer = ({ pump, changesSince, buildFrame, positions }: ResumeNeeds): Resume => {
  const beingMade = new Map<string, Promise<Frame | null>>()

  const make = async (span: Span): Promise<Frame | null> => {
    const { changes, keptSince } = await changesSince({ after: span.from, tenantIds: [span.tenantId] })
    const changed = changedBetween(changes, span.from, span.to)
    return span.from < keptSince || sizeOf(changed) > mostRowsInFrame ? null : buildFrame(span, changed)
  }

  // After a restart every dashboard of a tenant asks for the same stretch at once: it is read once.
  const missed = (span: Span): Promise<Frame | null> => {
    const name = `${span.tenantId} ${span.from} ${span.to}`
    const frame = beingMade.get(name) ?? make(span).finally(() => beingMade.delete(name))
    beingMade.set(name, frame)
    return frame
  }

  /** Beats in between moved the stream without a frame; nothing changed then, so the last frame covers them too. */
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
