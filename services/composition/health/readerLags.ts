import type { Clock } from '#services/ambient/clock.ts'
import { lagBehind, type LaggedLog } from '#services/consumers/consumerLag.ts'
import type { ConsumerState } from '#services/consumers/consumerStanding.ts'
import type { ReaderLag } from '#services/metrics/metricsSources.ts'

/** How far each reader of the log in this process is behind. A reader that holds no partition has no lag. */
export const readerLags = async (
  standings: Readonly<Record<string, ConsumerState>>,
  log: LaggedLog,
  clock: Clock,
): Promise<ReaderLag[]> => {
  const lags = Object.entries(standings).map(async ([reader, { position, failures }]) => ({
    reader,
    failures,
    lag: position === null ? null : await lagBehind(log, clock, position),
  }))
  return Promise.all(lags)
}
