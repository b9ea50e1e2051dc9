import { createAlarm } from '#client/session/alarm.ts'
import type { Later } from '#client/session/clock.ts'

/** Reads lists again and again while no socket brings their changes. */
export interface Polling {
  start(): void
  stop(): void
  isOn(): boolean
}

const firstAfterMs = 500
const everyMs = 4_000

export const createPolling = (later: Later, readAll: () => Promise<void>): Polling => {
  const alarm = createAlarm(later)
  let isWanted = false
  const readAndGoOn = async () => {
    await readAll()
    if (isWanted) alarm.set(everyMs, () => void readAndGoOn())
  }
  return {
    start() {
      if (isWanted) return
      isWanted = true
      alarm.set(firstAfterMs, () => void readAndGoOn())
    },
    stop() {
      isWanted = false
      alarm.clear()
    },
    isOn: () => isWanted,
  }
}
