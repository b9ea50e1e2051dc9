import type { Position } from '#events/envelope.ts'
import type { Frame } from '#events/live/frames.ts'
import type { TenantChange } from '#services/ports/changes.ts'

/** Collects the frames that go out while the frames that a client missed are being made. */
export interface Recording {
  frames: Frame[]
  /** The stream left a gap in the meantime, so the client has to load everything again. */
  broken: boolean
}

/** What one tenant's listeners have been sent. */
export interface TenantStream {
  readonly tenantId: string
  /** Sent up to here: the `from` of the next frame or beat. */
  sent: Position
  /** Changes are known up to here. */
  known: Position
  /** Known and not sent yet. */
  pending: TenantChange[]
  /** Milliseconds since the epoch. */
  sentAt: number
  /** Somebody waits until `sent` has come this far; a beat is enough for that. */
  wanted: Position
  recordings: Set<Recording>
  /** The last `keptSince` for which listeners were made to load everything again. */
  begunAnewFor: Position
}

export const openTenantStream = (tenantId: string, position: Position, now: number): TenantStream => ({
  tenantId,
  sent: position,
  known: position,
  pending: [],
  sentAt: now,
  wanted: position,
  recordings: new Set(),
  begunAnewFor: 0,
})

/**
 * Takes over the changes found up to `covered`, without those the stream knows already. A tenant's own changes may lie beyond
 * `covered`: a tenant lives in one partition of a feed, and `covered` is what all partitions have reached.
 */
export const learn = (stream: TenantStream, changes: readonly TenantChange[], covered: Position): void => {
  const mine = changes.filter((change) => change.tenantId === stream.tenantId && change.to > stream.known)
  stream.pending.push(...mine)
  stream.known = Math.max(stream.known, covered, ...mine.map(({ to }) => to))
}

const moveTo = (stream: TenantStream, position: Position, now: number): void => {
  stream.sent = Math.max(stream.sent, position)
  stream.sentAt = now
  stream.pending = stream.pending.filter((change) => change.to > position)
}

export const markFrameSent = (stream: TenantStream, frame: Frame, upTo: Position, now: number): void => {
  moveTo(stream, upTo, now)
  for (const recording of stream.recordings) recording.frames.push(frame)
}

/** Nothing that concerns anybody changed in between, so recordings stay whole. */
export const markBeatSent = (stream: TenantStream, now: number): void => moveTo(stream, stream.known, now)

/** Leaves a stretch out on purpose: listeners see the gap when the next message comes, and ask for the stretch. */
export const leaveGap = (stream: TenantStream, upTo: Position, now: number): void => {
  moveTo(stream, upTo, now)
  for (const recording of stream.recordings) recording.broken = true
}

/**
 * Leaves one gap when changes up to `keptSince` are no longer kept. Where a feed has partitions, `covered` may be behind the
 * stream and `keptSince` ahead of the tenant's partition, so changes of the tenant before `keptSince` may still come. The stream
 * must not skip those, so the gap is only one step: listeners see it, ask from before `keptSince`, and are answered `reset`.
 */
export const beginAnew = (
  stream: TenantStream,
  found: { covered: Position; keptSince: Position },
  now: number,
): void => {
  const isNews = stream.known < found.keptSince && stream.begunAnewFor < found.keptSince
  if (!isNews) return
  stream.begunAnewFor = found.keptSince
  stream.known = Math.max(stream.known, found.covered)
  leaveGap(stream, Math.max(stream.known, stream.sent + 1), now)
}
