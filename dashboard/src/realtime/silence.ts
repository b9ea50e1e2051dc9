import { createAlarm } from '#client/session/alarm.ts'
import type { Later } from '#client/session/clock.ts'

export interface SilenceWatch {
  /** Something was heard, or listening begins. */
  heard(): void
  stop(): void
}

/** Beats come each second. */
const silentAfterMs = 2_500
const deadAfterMs = 6_000

/** Watches for silence of a connection. Calls `onSilent` first and then, while it stays silent, `onDead` again and again. */
export const watchSilence = (later: Later, onSilent: () => void, onDead: () => void): SilenceWatch => {
  const alarm = createAlarm(later)
  const heard = () =>
    alarm.set(silentAfterMs, () => {
      onSilent()
      alarm.set(deadAfterMs, () => {
        onDead()
        heard()
      })
    })
  return { heard, stop: alarm.clear }
}
