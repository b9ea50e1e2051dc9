import type { Clock } from '#services/ambient/clock.ts'
import type { EventCodec, EventLog, EventStore } from '#services/eventStore/eventStore.ts'
import { emptyMemory } from './memory.ts'
import { observedTypes } from './observe.ts'
import { openReadable } from '#services/consumers/openReadable.ts'
import { raise } from './raise.ts'
import { watch } from './watch.ts'

export interface HistoryWatch {
  log: Pick<EventLog, 'readWanted'>
  codec: Pick<EventCodec, 'prepareOpen' | 'openOne' | 'isForgotten'>
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots'>
  clock: Clock
}

const batchLimit = 1_000

/**
 * Runs the rules with the memory in this process and the caller's clock. Each call looks at the events appended since
 * the last call.
 */
export const watchHistory = ({ log, codec, store, clock }: HistoryWatch): (() => Promise<void>) => {
  const memory = emptyMemory()
  let after = 0
  return async () => {
    for (;;) {
      const { events, upTo, head } = await log.readWanted({ after, limit: batchLimit, types: observedTypes })
      const { findings } = watch(memory, await openReadable({ codec }, events))
      for (const finding of findings) await raise(store, finding, clock)
      after = upTo
      if (upTo >= head) return
    }
  }
}
