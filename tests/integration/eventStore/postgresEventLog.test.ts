import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { eventLogContract } from '../../contracts/eventLogContract.ts'
import { testDatabase } from '../../support/database.ts'

eventLogContract('the log in PostgreSQL', async () => {
  const database = await testDatabase()
  const log = postgresEventLog({ databases: database.databases, now: () => performance.now() })
  const stop = async (): Promise<void> => {
    await log.close()
    await database.drop()
  }
  return { log, stop }
})
