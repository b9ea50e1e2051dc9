import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { kurrentdbEventLog } from '#services/eventStore/kurrentdb/kurrentdbEventLog.ts'
import { memoryEventLog } from '#services/eventStore/memoryEventLog.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { eventFeedContract } from '../../contracts/eventFeedContract.ts'
import { testDatabase } from '../../support/database.ts'
import { kurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'

eventFeedContract('the tail of a log in memory', async () => {
  const log = memoryEventLog()
  return { log, feed: storeTailFeed(log), stop: async () => undefined }
})

eventFeedContract('the tail of the log in PostgreSQL', async () => {
  const database = await testDatabase()
  const log = postgresEventLog({ databases: database.databases, now: () => performance.now() })
  const stop = async (): Promise<void> => {
    await log.close()
    await database.drop()
  }
  return { log, feed: storeTailFeed(log), stop }
})

eventFeedContract('the tail of the log in KurrentDB', async () => {
  const server = await kurrentdbDouble({ behaviour: { systemEventEvery: 5 } })
  const log = kurrentdbEventLog({ url: server.url, now: () => performance.now() })
  const stop = async (): Promise<void> => {
    await log.close()
    await server.stop()
  }
  return { log, feed: storeTailFeed(log), stop }
})
