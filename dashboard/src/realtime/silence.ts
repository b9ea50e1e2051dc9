import { createAlarm, type Later } from '../api/alarm.ts'

export interface SilenceWatch {
  /** Something was heard, or listening begins. */
  heard(): void
  stop(): void
}

/** Beats come each second. */
const silentAfterMs = 2_500
const deadAfterMs = 6_000

/** A connection that says nothing is none: first it is told, then, while the silence lasts, again and again that it is dead. */
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
