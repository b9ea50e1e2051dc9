import type { Position } from '#events/envelope.ts'

/** Which state of which stream. */
export interface SnapshotOf {
  tenantId: string
  stream: string
  kind: string
  version: number
}

/** What a stream's events came to, up to one of them. */
export interface Snapshot {
  state: unknown
  revision: number
  position: Position
  eventId: string
}

/**
 * States of long streams, kept so that no command reads such a stream from its beginning. They follow from the log: any of them
 * may be missing, and all may be dropped at any time.
 */
export interface Snapshots {
  /** The newest; null where there is none of this version, or none that can be opened. */
  find(of: SnapshotOf): Promise<Snapshot | null>
  /**
   * Seals it with the key of `subject`, and keeps it unless a newer one stands. Where the key is gone it keeps nothing. Never
   * rejects: nobody waits for it, and without it the next reader has more to read.
   */
  keep(of: SnapshotOf, subject: string, snapshot: Snapshot): Promise<void>
}

/** For logs that are read as quickly from their beginning, such as one in memory. */
export const noSnapshots: Snapshots = {
  find: async () => null,
  keep: async () => undefined,
}
