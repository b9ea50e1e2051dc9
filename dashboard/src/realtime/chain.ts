import type { Beat, Frame, ResumeAnswer } from '#events/live/frames.ts'

export interface ChainDependencies {
  resume(position: string): Promise<ResumeAnswer>
  /** Frames in order, none missing since the last ones or since the chain began. */
  onFrames(frames: readonly Frame[]): void
  /** What was missed is no longer kept: everything must be read again. */
  onLost(): void
}

/** Holds frames together by position. Positions are opaque: only equality counts. */
export interface Chain {
  /** The connection stands: goes on from where it was, else begins at `position`. Answers whether it begins. */
  begin(position: string): boolean
  frame(frame: Frame): void
  beat(beat: Beat): void
  forget(): void
}

/** Missed frames, as `resume` answers them, must start where we stand and hang together. */
export const isUnbroken = (frames: readonly Frame[], start: string): boolean => {
  let position = start
  for (const { from, to } of frames) {
    if (from !== position) return false
    position = to
  }
  return true
}

export const createChain = ({ resume, onFrames, onLost }: ChainDependencies): Chain => {
  let position: string | null = null
  let resuming: Promise<void> | null = null

  const lose = () => {
    position = null
    onLost()
  }
  const ask = async (from: string): Promise<void> => {
    try {
      const answer = await resume(from)
      if (!('frames' in answer) || !isUnbroken(answer.frames, from)) return lose()
      position = answer.frames.at(-1)?.to ?? from
      if (answer.frames.length > 0) onFrames(answer.frames)
    } catch {
      // No answer: the next frame shows the gap again, or the next connection goes on from here.
    }
  }
  const close = (from: string) => {
    const asking = ask(from).finally(() => {
      if (resuming === asking) resuming = null
    })
    resuming = asking
  }
  /** True when it follows what was applied. Right after a loss the first frame begins the chain anew. */
  const advance = ({ from, to }: Beat): boolean => {
    // Sent before the answer to `resume`, and part of that answer.
    if (resuming !== null) return false
    if (position === null || from === position) {
      position = to
      return true
    }
    if (to !== position) close(position)
    return false
  }

  return {
    begin(at) {
      resuming = null
      if (position === null) {
        position = at
        return true
      }
      if (position !== at) close(position)
      return false
    },
    frame(frame) {
      if (advance(frame)) onFrames([frame])
    },
    beat(beat) {
      advance(beat)
    },
    forget() {
      position = null
      resuming = null
    },
  }
}
