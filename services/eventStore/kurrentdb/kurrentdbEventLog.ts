import type { EventLog, LogConnection, StoredEvent } from '../eventStore.ts'
import { appendEvents } from './appendEvents.ts'
import { kurrentdbAddress } from './kurrentdbAddress.ts'
import { readEvents } from './readEvents.ts'
import { renewableClient } from './renewableClient.ts'
import { risingTime } from './risingTime.ts'
import { scanLog } from './scanLog.ts'
import { wakeUps } from './wakeUps.ts'

export interface KurrentdbEventLogNeeds {
  /** In the form of KURRENTDB_URL. */
  url: string
  /** Milliseconds, monotonic. */
  now: () => number
  /** How long an append waits for a server that is away before it is refused as store-unavailable. */
  patienceMs?: number
  /** How long a read waits for a server that is away. */
  readPatienceMs?: number
}

export type KurrentdbEventLog = EventLog & {
  connection(): LogConnection
  close(): Promise<void>
}

const defaultPatienceMs = 5_000
const defaultReadPatienceMs = 2_000

/**
 * The log in KurrentDB or EventStoreDB. A position is a place in the server's whole log: positions rise, but they have
 * gaps, and nobody may calculate with them.
 * @throws Error when the URL cannot be read
 */
export const kurrentdbEventLog = (needs: KurrentdbEventLogNeeds): KurrentdbEventLog => {
  const { url, now, patienceMs = defaultPatienceMs, readPatienceMs = defaultReadPatienceMs } = needs
  const address = kurrentdbAddress(url)
  const clients = renewableClient(address, now)
  const reads = readEvents(clients, { now, patienceMs: readPatienceMs })
  const scan = scanLog(reads)
  const time = risingTime()
  const wakeups = wakeUps({ clients, now, newestSeen: scan.newestSeen })
  const append = appendEvents({ clients, address, now, patienceMs, readStream: reads.stream })
  const underWay = new Set<Promise<unknown>>()

  const noticed = (events: StoredEvent[]): StoredEvent[] => {
    for (const { at } of events) time.saw(at)
    return events
  }
  return {
    async append(stream, events, expectedRevision) {
      const lifted = time.lift(events)
      const appending = append(stream, lifted, expectedRevision)
      underWay.add(appending)
      try {
        const appended = await appending
        time.saw(lifted.at(-1)?.at ?? '')
        scan.saw(appended.position)
        return appended
      } finally {
        underWay.delete(appending)
      }
    },
    readStream: async (stream, from = 0, most) => noticed(await reads.stream(stream, from, most)),
    readStreamEnd: async (stream, most) => noticed(await reads.streamEnd(stream, most)),
    readAll: async (request) => noticed(await scan.readAll(request)),
    async readWanted(request) {
      const read = await scan.readWanted(request)
      noticed(read.events)
      return read
    },
    readAt: async (positions) => noticed(await reads.at(positions)),
    head: scan.head,
    onAppended: (onWake) => wakeups.listen(onWake),
    connection: () => ({
      isSubscribed: wakeups.isSubscribed(),
      resumed: wakeups.resumed(),
      answeredMsAgo: now() - clients.answeredAt(),
    }),
    async close() {
      await Promise.allSettled(underWay)
      await wakeups.close()
      clients.close()
    },
  }
}
