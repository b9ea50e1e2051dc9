import type { EventCodec, EventLog } from '#services/eventStore/eventStore.ts'
import { kurrentdbEventLog } from '#services/eventStore/kurrentdb/kurrentdbEventLog.ts'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import { cursors } from '#services/projections/queries/cursors.ts'
import { entriesOfEvents, readEntries } from '#services/projections/sessionLog/readEntries.ts'
import { tenantEvents } from '#services/projections/sessionLog/tenantEvents.ts'
import { viewHandouts, type ViewHandouts } from '#services/projections/viewHandouts.ts'
import { wirePositions } from '#services/keys/wirePositions.ts'
import { testDatabase, type TestDatabase } from './database.ts'
import type { PlacedEvent } from './viewTraffic.ts'
import { writeTraffic } from './writeTraffic.ts'

/** What queries are asked with. */
export const askedOf = ({
  database,
  log,
  codec,
  clock,
}: Pick<ProjectedViews, 'database' | 'log' | 'codec' | 'clock'>) => ({
  databases: database.databases,
  log,
  codec,
  cursors: cursors(database.masterKey),
  clock,
  entries: readEntries({ log, codec, positions: wirePositions(database.masterKey) }),
  entriesOfEvents: entriesOfEvents(wirePositions(database.masterKey)),
  tenantEvents: tenantEvents({ databases: database.databases, log, codec }),
})

export interface ProjectedViews {
  database: TestDatabase
  log: EventLog
  /** Where the log is, if not in the database. */
  kurrentdbUrl: string | undefined
  codec: EventCodec
  /** Stands still unless a test moves it. */
  clock: { now: () => number }
  views: ViewHandouts
  /** Appends and waits until the views cover it. */
  write: (traffic: Iterable<PlacedEvent>) => Promise<void>
  /** The views stand still until `startProjecting`. */
  stopProjecting: () => Promise<void>
  startProjecting: () => void
  stop: () => Promise<void>
}

/**
 * Log, projector and views on a database of their own, with time standing at `now`. Unless `feedOf` says otherwise, the
 * projector reads the log's tail.
 */
export const projectedViews = async (
  now: number,
  kurrentdbUrl?: string,
  feedOf: (log: EventLog) => EventFeed = storeTailFeed,
): Promise<ProjectedViews> => {
  const database = await testDatabase()
  const { databases, masterKey } = database
  const monotonic = { now: () => performance.now() }
  const log =
    kurrentdbUrl === undefined
      ? postgresEventLog({ databases, ...monotonic })
      : kurrentdbEventLog({ url: kurrentdbUrl, ...monotonic })
  const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(databases.writer)))
  const clock = { now: () => now }
  const views = viewHandouts({ databases, masterKey, log, codec, clock, positions: wirePositions(masterKey) })
  let ending = new AbortController()
  const project = (): Promise<void> =>
    runProjector({
      databases,
      log,
      feed: feedOf(log),
      codec,
      clock,
      logger: silentLogger,
      signal: ending.signal,
    })
  let projecting = project()
  const stopProjecting = async (): Promise<void> => {
    ending.abort()
    await projecting
  }
  return {
    database,
    log,
    kurrentdbUrl,
    codec,
    clock,
    views,
    stopProjecting,
    startProjecting() {
      ending = new AbortController()
      projecting = project()
    },
    async write(traffic) {
      await writeTraffic(log, codec, traffic)
      await views.waitForView(await log.head(), 30_000)
    },
    async stop() {
      await stopProjecting()
      await views.close()
      await log.close()
      await database.drop()
    },
  }
}
