import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { endedSet } from '#services/sessions/endings/endedSet/endedSet.ts'
import { revocationIndex } from '#services/sessions/endings/revocationIndex.ts'
import { benchDatabase } from './support/benchDatabase.ts'

/** `node tests/bench/endings.ts [sessions]`: what a process that starts takes to know who is ended, with so many live endings on record. */
const sessions = Number(process.argv[2] ?? 1_000_000)
const rounds = 3
const aimedSeconds = 3

const { databases, masterKey, stop } = await benchDatabase()
const { writer } = databases
const now = () => performance.now()
const log = postgresEventLog({ databases, now })
const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(writer)))
const set = endedSet({ log, codec, writer, logger: silentLogger, now })

await writer.query(
  `insert into ended_sessions (tenant_id, session_id, cause, ended_at, keep_until)
   select md5('t' || n % 50)::uuid, md5('s' || n)::uuid, (array['person', 'idle', 'admin'])[1 + n % 3], now(), now() + interval '31 minutes'
   from generate_series(1, $1::integer) n`,
  [sessions],
)
const takes: number[] = []
const own: number[] = []
for (let round = 0; round < rounds; round++) {
  const began = now()
  const before = process.cpuUsage()
  const index = revocationIndex({ now: () => Date.now() })
  index.load(await set.load())
  takes.push((now() - began) / 1_000)
  const { user, system } = process.cpuUsage(before)
  own.push((user + system) / 1_000_000)
  if (index.size() !== sessions) throw new Error(`Only ${index.size()} of them are known`)
}
const medianOf = (values: readonly number[]): number => [...values].sort((one, other) => one - other)[rounds >> 1]!
const median = medianOf(takes)
const memory = Math.round(process.memoryUsage().rss / 1024 / 1024)
console.log(`${sessions} live endings on record: known after ${median.toFixed(2)} s (median of ${rounds}),`)
console.log(`of which ${medianOf(own).toFixed(2)} s of this process’s own processor; ${memory} MB`)
console.log(`aim: below ${aimedSeconds} s ${median < aimedSeconds ? 'ok' : 'MISSED'}`)
await log.close()
await stop()
process.exit(median < aimedSeconds ? 0 : 1)
