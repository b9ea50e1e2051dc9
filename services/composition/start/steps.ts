import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Surroundings } from '#services/ambient/surroundings.ts'

/** Reports how far a step is, and lets other work of the process run in between. @throws the reason the signal was aborted with */
export type Report = (done: number, total: number) => Promise<void>

/** Runs a step. One that takes longer than a second shows how far it is and, in the end, how long it took. */
export type Step = <Result>(doing: string, work: (report: Report) => Promise<Result>) => Promise<Result>

/** Milliseconds between lines of progress. A log gets fewer of them than a terminal. */
const showEveryMs = { terminal: 250, log: 2_000 }
const giveWayEveryMs = 50

const shareOf = (done: number, total: number): string =>
  `${Math.floor((100 * done) / Math.max(total, 1))} % (${done.toLocaleString('en')} of ${total.toLocaleString('en')})`

/** Shows that a step is still under way: how far it is or, where the step does not report, for how many seconds it has run. */
const pace = ({ show, monotonicMs, isTerminal }: Surroundings) => {
  const began = monotonicMs()
  const everyMs = isTerminal ? showEveryMs.terminal : showEveryMs.log
  let shownAt = began
  let far = ''
  const seconds = () => (monotonicMs() - began) / 1_000
  const tick = (): void => {
    if (monotonicMs() - shownAt < everyMs || seconds() < 1) return
    shownAt = monotonicMs()
    show(`  ${far === '' ? `${Math.floor(seconds())} s` : far}`)
  }
  const timer = setInterval(tick, showEveryMs.terminal)
  return {
    seconds,
    reached(text: string): void {
      far = text
      tick()
    },
    stop: () => clearInterval(timer),
  }
}

const reporter = (surroundings: Surroundings, reached: (text: string) => void, signal: AbortSignal): Report => {
  let gaveWayAt = surroundings.monotonicMs()
  return async (done, total) => {
    if (surroundings.monotonicMs() - gaveWayAt < giveWayEveryMs) return
    await nextTurn()
    gaveWayAt = surroundings.monotonicMs()
    signal.throwIfAborted()
    reached(shareOf(done, total))
  }
}

export const stepsOf =
  (surroundings: Surroundings, signal: AbortSignal): Step =>
  async (doing, work) => {
    signal.throwIfAborted()
    surroundings.say(doing)
    const { seconds, reached, stop } = pace(surroundings)
    try {
      const result = await work(reporter(surroundings, reached, signal))
      if (seconds() >= 1) surroundings.say(`  done in ${seconds().toFixed(1)} s`)
      return result
    } finally {
      stop()
    }
  }
