import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { EffectReports } from '#services/ports/effects.ts'
import { measure, type Decided, type Measured } from './measurement.ts'
import { observations } from './observations.ts'

export interface EffectMeter {
  /** The effect as far as it is known now. */
  sofar: (decided: Decided) => Measured
  /**
   * Resolves when every process with sockets has carried out the log up to `position` and closed its sockets, when a
   * minute is over, or when `signal` aborts. Sockets that are not closed by then count as waiting.
   */
  settled: (decided: Decided, position: Position, signal: AbortSignal) => Promise<Measured>
  stop: () => void
}

/** A process reports every second. One that has been silent for this long counts as gone. */
const presentMs = 3_000
const longestWaitMs = 60_000

/** Measures, from reports of closed sockets, how long an ending took. Times are those of this process's clock. */
export const effectMeter = (reports: EffectReports, clock: Clock): EffectMeter => {
  const processes = new Map<string, { applied: Position; seenAt: number }>()
  const seen = observations()
  const waiting = new Set<() => void>()

  const startedAt = clock.now()
  /** A process that has just started has not yet heard the other processes' reports. */
  const knowsProcesses = (): boolean => processes.size > 0 || clock.now() - startedAt >= presentMs
  const isPresent = (seenAt: number): boolean => clock.now() - seenAt < presentMs
  const isSettled = (operationId: string, position: Position): boolean => {
    const present = new Map([...processes].filter(([, { seenAt }]) => isPresent(seenAt)))
    const open = seen
      .of(operationId)
      .filter(({ process, open, closedAt }) => present.has(process) && open > closedAt.length)
    return knowsProcesses() && open.length === 0 && [...present.values()].every(({ applied }) => applied >= position)
  }

  const stopListening = reports.listen((report) => {
    const now = clock.now()
    processes.set(report.process, { applied: report.applied, seenAt: now })
    seen.take(report, now)
    for (const look of waiting) look()
  })

  const sofar = (decided: Decided): Measured => measure(decided, seen.of(decided.operationId))
  const untilSettled = (operationId: string, position: Position, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (signal.aborted || isSettled(operationId, position)) end()
      }
      const end = (): void => {
        waiting.delete(look)
        clearInterval(looking)
        clearTimeout(timer)
        signal.removeEventListener('abort', look)
        resolve()
      }
      // A dead process sends no report, so its absence must be noticed by time.
      const looking = setInterval(look, presentMs)
      const timer = setTimeout(end, longestWaitMs)
      waiting.add(look)
      signal.addEventListener('abort', look)
      look()
    })
  return {
    sofar,
    async settled(decided, position, signal) {
      await untilSettled(decided.operationId, position, signal)
      return sofar(decided)
    },
    stop: stopListening,
  }
}
