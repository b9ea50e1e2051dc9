import type { Clock } from '#services/ambient/clock.ts'
import type { EventCodec, EventLog, EventStore } from '#services/eventStore/eventStore.ts'
import type { Memory } from './detectorState.ts'
import { openReadable } from './openReadable.ts'
import { raise } from './raise.ts'
import { watch } from './watch.ts'

export interface HistoryWatch {
  log: Pick<EventLog, 'readAll'>
  codec: Pick<EventCodec, 'prepareOpen' | 'openOne'>
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots'>
  clock: Clock
}

const batchLimit = 1_000

/**
 * Runs the rules with the memory in this process and the caller's clock. Each call looks at the events appended since
 * the last call.
 */
export const watchHistory = ({ log, codec, store, clock }: HistoryWatch): (() => Promise<void>) => {
  const memory: Memory = new Map()
  let after = 0
  return async () => {
    for (;;) {
      const stored = await log.readAll({ after, limit: batchLimit })
      if (stored.length === 0) return
      const { findings } = watch(memory, await openReadable({ codec }, stored))
      for (const finding of findings) await raise(store, finding, clock)
      after = stored.at(-1)!.position
    }
  }
}
