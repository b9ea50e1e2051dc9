/**
 * Activity is written to the log only when it is this much later than the last one written: max(1 min, idle / 100), at most 15 min
 * and at most half the idle time, so that an active person is not taken for idle. It does not lengthen the idle time.
 */
export const recordingSeconds = (idleSeconds: number): number =>
  Math.min(900, Math.max(60, Math.floor(idleSeconds / 100)), idleSeconds / 2)

const plusSeconds = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString()

/** When a session last recorded as active at `activeAt` has been idle for its limit, to the second. ISO 8601. */
export const idleExpiry = (activeAt: string, idleSeconds: number): string => plusSeconds(activeAt, idleSeconds)

/** When a session ends whatever its activity. ISO 8601. Null: it has no such end. */
export const absoluteExpiry = (startedAt: string, absoluteSeconds: number | null): string | null =>
  absoluteSeconds === null ? null : plusSeconds(startedAt, absoluteSeconds)

/**
 * When a session ends that is not used any more, ISO 8601. Instants can be compared as text, because all are in UTC with
 * milliseconds.
 */
export const nextExpiry = ({ idleExpiresAt, absoluteExpiresAt }: Expiries): string =>
  absoluteExpiresAt === null || idleExpiresAt < absoluteExpiresAt ? idleExpiresAt : absoluteExpiresAt

interface Expiries {
  idleExpiresAt: string
  absoluteExpiresAt: string | null
}
