import type { Position } from '#events/envelope.ts'

/** Names a state: which kind and version of state, of which stream. */
export interface SnapshotOf {
  tenantId: string
  stream: string
  kind: string
  version: number
}

/** A stream's state after one of its events. */
export interface Snapshot {
  state: unknown
  revision: number
  position: Position
  eventId: string
}

/**
 * States of long streams, kept so that no command has to read such a stream from its beginning. They follow from the
 * log: any of them may be missing, and all may be deleted at any time.
 */
export interface Snapshots {
  /** The newest snapshot; null when there is none of this version, or none that opens. */
  find(of: SnapshotOf): Promise<Snapshot | null>
  /**
   * Seals the state with the key of `subject` and keeps it, unless a newer one exists. When the key is gone it keeps
   * nothing. It never rejects: no caller depends on it, and without it the next reader only has more to read.
   */
  keep(of: SnapshotOf, subject: string, snapshot: Snapshot): Promise<void>
}

/** For logs that can be read from their beginning as fast, such as one in memory. */
export const noSnapshots: Snapshots = {
  find: async () => null,
  keep: async () => undefined,
}
