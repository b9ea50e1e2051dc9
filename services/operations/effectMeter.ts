import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { EffectReports, GuardConfirmation, GuardConfirmations } from '#services/ports/effects.ts'
import { measure, type Decided, type Measured } from './measurement.ts'
import { observations } from './observations.ts'

/** An operation's last ending. */
export interface LastEnding {
  tenantId: string
  position: Position
}

export interface EffectMeter {
  /** The effect as far as it is known now. */
  sofar: (decided: Decided, last: LastEnding) => Measured
  /**
   * Resolves when every process with sockets has carried out the log up to the last ending and closed its sockets, and the
   * tenant's guards have confirmed it; when a minute is over; or when `signal` aborts. Sockets that are not closed by then
   * count as waiting. A guard that never confirmed anything is listed and not waited for.
   */
  settled: (decided: Decided, last: LastEnding, signal: AbortSignal) => Promise<Measured>
  stop: () => void
}

/** A process reports every second. One that has been silent for this long counts as gone. */
const presentMs = 3_000
const longestWaitMs = 60_000

/** Measures, from reports of closed sockets, how long an ending took. Times are those of this process's clock. */
export const effectMeter = (reports: EffectReports, guards: GuardConfirmations, clock: Clock): EffectMeter => {
  const processes = new Map<string, { applied: Position; seenAt: number }>()
  const seen = observations()
  const waiting = new Set<() => void>()

  const startedAt = clock.now()
  /** A process that has just started has not yet heard the other processes' reports. */
  const knowsProcesses = (): boolean => processes.size > 0 || clock.now() - startedAt >= presentMs
  const isPresent = (seenAt: number): boolean => clock.now() - seenAt < presentMs
  const guardsOf = ({ decidedAt }: Decided, { tenantId, position }: LastEnding): GuardConfirmation[] =>
    guards.of(tenantId, position, Date.parse(decidedAt))
  const areClosed = (operationId: string, position: Position): boolean => {
    const present = new Map([...processes].filter(([, { seenAt }]) => isPresent(seenAt)))
    const open = seen
      .of(operationId)
      .filter(({ process, open, closedAt }) => present.has(process) && open > closedAt.length)
    return knowsProcesses() && open.length === 0 && [...present.values()].every(({ applied }) => applied >= position)
  }

  const isSettled = (decided: Decided, last: LastEnding): boolean =>
    areClosed(decided.operationId, last.position) &&
    guardsOf(decided, last).every(({ answers, confirmedAt }) => !answers || confirmedAt !== null)

  const stopListeningToGuards = guards.listen(() => {
    for (const look of waiting) look()
  })
  const stopListening = reports.listen((report) => {
    const now = clock.now()
    processes.set(report.process, { applied: report.applied, seenAt: now })
    seen.take(report, now)
    for (const look of waiting) look()
  })

  const sofar = (decided: Decided, last: LastEnding): Measured =>
    measure(decided, seen.of(decided.operationId), guardsOf(decided, last))
  const untilSettled = (decided: Decided, last: LastEnding, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (signal.aborted || isSettled(decided, last)) end()
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
    async settled(decided, last, signal) {
      await untilSettled(decided, last, signal)
      return sofar(decided, last)
    },
    stop() {
      stopListening()
      stopListeningToGuards()
    },
  }
}
