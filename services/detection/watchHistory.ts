import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { Clock } from '#services/clock.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { Memory } from './detectorState.ts'
import { raise } from './raise.ts'
import { watch } from './watch.ts'

/** The detector on a clock of one's own and without a database: each event of a log in turn, in order. */
export const watchHistory = (
  store: Pick<EventStore, 'append' | 'readStream'>,
  clock: Clock,
): ((event: Recorded<RollcallEvent>) => Promise<void>) => {
  const memory: Memory = new Map()
  return async (event) => {
    for (const finding of watch(memory, [event]).findings) await raise(store, finding, clock)
  }
}
