import type { Frame } from '#events/live/frames.ts'

/** A list that reads itself over HTTP and is then kept current by frames. */
export interface Follower {
  /**
   * Reads and replaces everything; rejects when it could not. Frames that come meanwhile are applied afterwards, and
   * some of them may already be in what was read.
   */
  read(signal: AbortSignal): Promise<unknown>
  /** Applies changes, idempotently: a row by its revision, an entry by its number, counts and minutes whole. */
  apply(frames: readonly Frame[]): void
}

export interface Following {
  /** Reads again, e.g. with another filter; an unfinished read is dropped. Never rejects. */
  reread(): Promise<void>
  stop(): void
}

export interface LiveFeed {
  /** Reads at once and follows from there. */
  follow(follower: Follower): Following
  /**
   * Calls back when people were erased, for what names people and does not follow; followers read again by themselves.
   * Answers how to stop.
   */
  onErased(read: () => void): () => void
}
