import { shallowRef, type Ref } from 'vue'
import type { ServerClock as KnownClock } from '#client/session/clock.ts'

/** The server's clock as this page knows it, so that expiry and "4 min ago" do not depend on a wrong local clock. */
export interface ServerClock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Corrects the clock by a time that the server sent. Differences within `accuracyMs` are ignored. */
  learn(serverTime: string, accuracyMs: number): void
  /** `now()`, moved once a second while someone watches. */
  readonly ticking: Readonly<Ref<number>>
  /** Keeps `ticking` moving until the answer is called. */
  watch(): () => void
}

const tickMs = 1000

export const tickingClock = (known: KnownClock): ServerClock => {
  const { now } = known
  let watchers = 0
  let timer: ReturnType<typeof setInterval> | undefined
  const ticking = shallowRef(now())
  const tick = () => {
    ticking.value = now()
  }
  const unwatch = () => {
    watchers -= 1
    if (watchers === 0) clearInterval(timer)
  }
  return {
    now,
    ticking,
    learn: (serverTime, accuracyMs) => known.learn(Date.parse(serverTime), accuracyMs),
    watch() {
      watchers += 1
      if (watchers === 1) {
        tick()
        timer = setInterval(tick, tickMs)
      }
      return unwatch
    },
  }
}
