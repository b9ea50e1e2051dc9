import type { Clock } from '#services/ambient/clock.ts'

const mostAtOnce = 20
const perSecond = 5

/** How many messages a socket may send: a burst, then a steady few. True when there is one left. */
export const messageBudget = (clock: Clock): (() => boolean) => {
  let left = mostAtOnce
  let countedAt = clock.now()
  return () => {
    const now = clock.now()
    left = Math.min(mostAtOnce, left + ((now - countedAt) / 1000) * perSecond)
    countedAt = now
    if (left < 1) return false
    left -= 1
    return true
  }
}
