import type { Position } from '#events/envelope.ts'
import type { Frame } from '#events/live/frames.ts'
import type { TenantChange } from '#services/ports/changes.ts'

/** Keeps the frames that go out while somebody's missed ones are being made. */
export interface Recording {
  frames: Frame[]
  /** A stretch was left out of the stream meanwhile; whoever needs it has to start over. */
  broken: boolean
}

/** What one tenant's listeners have been sent. */
export interface TenantStream {
  readonly tenantId: string
  /** Sent up to here: the `from` of whatever goes out next. */
  sent: Position
  /** Changes are known up to here. */
  known: Position
  /** Known and not sent yet. */
  pending: TenantChange[]
  /** Milliseconds since the epoch. */
  sentAt: number
  /** Somebody waits for `sent` to come this far, which a beat can do. */
  wanted: Position
  recordings: Set<Recording>
  /** Where changes are no longer kept up to here, listeners have been told to begin anew. */
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
 * Takes over what was found up to `covered`; changes it knows already are passed over. A tenant's own changes may be further
 * than what all views cover: where a feed has partitions, a tenant lives in one.
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

/** Leaves a stretch out on purpose: listeners see the gap at the next message and ask for it. */
export const leaveGap = (stream: TenantStream, upTo: Position, now: number): void => {
  moveTo(stream, upTo, now)
  for (const recording of stream.recordings) recording.broken = true
}

/**
 * Changes up to `keptSince` are no longer kept: a gap, once. Where a feed has partitions, `covered` may be behind the stream and
 * `keptSince` ahead of its partition. Changes of the tenant before `keptSince` may yet come, so the stream does not pass over
 * them: one step is enough of a gap to be seen, and whoever asks for what it left out is before `keptSince`.
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
