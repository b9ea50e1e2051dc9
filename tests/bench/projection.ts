import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { viewTraffic } from '../support/viewTraffic.ts'
import { writeTraffic } from '../support/writeTraffic.ts'
import { benchDatabase } from './support/benchDatabase.ts'

/** `node tests/bench/projection.ts [events]`: events per second into the views, live and by rebuild; 1,000,000 by default. */
const wanted = Number(process.argv[2] ?? 1_000_000)

const { databases, masterKey, stop } = await benchDatabase()
const { owner, writer } = databases
const log = postgresEventLog({ databases, now: () => performance.now() })
const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(writer)))

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

const project = async (upto: number): Promise<void> => {
  const ending = new AbortController()
  const running = runProjector({
    databases,
    log,
    feed: storeTailFeed(log),
    codec,
    clock: { now: () => Date.now() },
    logger: silentLogger,
    signal: ending.signal,
  })
  for (;;) {
    const { rows } = await writer.query<{ position: number }>('select min(position) as position from view_checkpoints')
    if ((rows[0]?.position ?? 0) >= upto) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  ending.abort()
  await running
}

/** The least any rebuild of the log's lines must do in JavaScript: open every event. Seconds of one thread. */
const openEvery = async (): Promise<number> => {
  let seconds = 0
  for (let after = 0; ;) {
    const events = await log.readAll({ after, limit: 5_000 })
    if (events.length === 0) return seconds
    after = events.at(-1)!.position
    await codec.prepareOpen(
      events.flatMap(({ tenantId, subject }) => (subject === null ? [] : [{ tenantId, subject }])),
    )
    seconds += await secondsOf(async () => events.forEach((event) => codec.openOne(event)))
  }
}

/** The least any rebuild must do in SQL: read the whole log and write as many rows of the same width. */
const copyRaw = async (): Promise<void> => {
  await owner.query('create table raw_copy as select * from events')
  await owner.query('drop table raw_copy')
}

await writeTraffic(log, codec, viewTraffic({ seed: 7, events: wanted, usersPerTenant: 300 }))
const events = await log.head()
const raw = events / (await secondsOf(copyRaw))
const report = (name: string, seconds: number): void => {
  const rate = events / seconds
  const ratio = ((rate / raw) * 100).toFixed(0)
  console.log(
    `${name.padEnd(34)} ${Math.round(rate).toLocaleString('en').padStart(9)}/s  ${ratio.padStart(4)} % of raw`,
  )
}

console.log(`${events.toLocaleString('en')} events of the demo's shape`)
report('raw: create table as select', events / raw)
report('opening every event, one thread', await openEvery())
report('live projection of all views', await secondsOf(() => project(events)))
report('rebuild of all views', await secondsOf(() => rebuild({ databases, masterKey })))
report(
  'rebuild of session_list alone',
  await secondsOf(() => rebuild({ databases, masterKey, views: ['session_list'] })),
)
await log.close()
await stop()
