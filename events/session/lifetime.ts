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

/** When a session ends whatever its activity. ISO 8601. */
export const absoluteExpiry = (startedAt: string, absoluteSeconds: number): string =>
  plusSeconds(startedAt, absoluteSeconds)
