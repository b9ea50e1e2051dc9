import { tableFates } from '#services/backup/storedTables.ts'
import { resetDerived } from '#services/backup/resetDerived.ts'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { openDatabases } from '#services/postgres/databases.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { viewTraffic } from '../viewTraffic.ts'
import { writeTraffic } from '../writeTraffic.ts'

/** Run in a tree that has the throw-away view: takes it through all that happens to a view, and says what was found. */
const [ownerUrl = '', key = ''] = process.argv.slice(2)
const masterKey = Buffer.from(key, 'base64')
const databases = await openDatabases({ ownerUrl, masterKey, sizes: { owner: 2, writer: 4, app: 4 } })
const log = postgresEventLog({ databases, now: () => performance.now() })
const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(databases.writer)))

const counted = async (): Promise<number> => {
  const { rows } = await databases.writer.query<{ count: number }>(
    'select sum(count)::bigint as count from sign_in_count',
  )
  return rows[0]!.count
}
const differences = async () => (await check({ databases, masterKey })).differences

const project = async (): Promise<void> => {
  const ending = new AbortController()
  const clock = { now: () => Date.parse('2026-10-20T09:00:00.000Z') }
  const shared = { databases, log, codec, clock, logger: silentLogger, signal: ending.signal }
  const running = runProjector({ ...shared, feed: storeTailFeed(log) })
  const head = await log.head()
  for (let reached = 0; reached < head; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const { rows } = await databases.writer.query<{ position: number }>(
      `select position from view_checkpoints where view = 'sign_in_count'`,
    )
    reached = rows[0]!.position
  }
  ending.abort()
  await running
}

await writeTraffic(log, codec, viewTraffic({ seed: 5, events: 600 }))
const signIns = (await log.readAll({ after: 0, limit: 10_000 })).filter(({ type }) => type === 'SessionStarted').length
await project()
const projected = await counted()
const live = await differences()
await databases.writer.query('update sign_in_count set count = count + 1')
const forged = (await differences()).length
const { views } = await rebuild({ databases, masterKey, views: ['sign_in_count'] })
const rebuilt = await differences()
await resetDerived(databases.owner)
const { rows: left } = await databases.owner.query('select from sign_in_count')
console.log(
  JSON.stringify({
    signIns,
    projected,
    live,
    forged,
    views,
    rebuilt,
    fate: tableFates['sign_in_count'],
    left: left.length,
  }),
)
await log.close()
await databases.close()
