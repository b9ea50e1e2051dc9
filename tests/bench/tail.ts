import { type EventType, eventTypes } from '#events/catalogue.ts'
import { effectiveTypes } from '#events/session/endings.ts'
import type { EventCodec } from '#services/eventStore/eventStore.ts'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { storeLogTail } from '#services/feed/storeLogTail.ts'
import { revocationIndex } from '#services/sessions/endings/revocationIndex.ts'
import { tenantMemory } from '#services/tenants/tenantMemory.ts'
import { realAmbient } from '../support/realAmbient.ts'
import { benchDatabase } from './support/benchDatabase.ts'
import { viewTraffic } from '../support/viewTraffic.ts'
import { writeTraffic } from '../support/writeTraffic.ts'
import { sealedEventStore } from '#services/eventStore/sealedEventStore.ts'

/**
 * `node tests/bench/tail.ts [events]`: what each api, realtime and sweeper pays for an event that it does not want, beside what it
 * paid when it read every event to find those it wants. Processor time of this process, the log in PostgreSQL.
 */
const events = Number(process.argv[2] ?? 60_000)
const rounds = 3
const aimed = 0.1

const { databases, masterKey, stop } = await benchDatabase()
const now = () => performance.now()
const log = postgresEventLog({ databases, now })
const codec = () => sealingCodec(keyring(masterKey, postgresWrappedKeys(databases.writer)))
const rememberedBy = (opened: EventCodec) =>
  tenantMemory({ store: sealedEventStore(log, opened), ambient: realAmbient, isCurrent: () => false })
const wantedTypes = [...effectiveTypes, ...rememberedBy(codec()).wanted]
const wanted: ReadonlySet<string> = new Set(wantedTypes)

function* unwanted() {
  for (const placed of viewTraffic({ seed: 1, events })) if (!wanted.has(placed.event.type)) yield placed
}
await writeTraffic(log, codec(), unwanted())
const head = await log.head()

/** Microseconds of this process for each event in the log. */
const tailAll = async (types: readonly EventType[]): Promise<number> => {
  const opened = codec()
  const index = revocationIndex(realAmbient.clock)
  const people = rememberedBy(opened)
  const tail = storeLogTail({ log, codec: opened, now, onFailure: (error) => console.error(error) })
  tail.listen(types, index.observe)
  tail.listen(types, people.observe)
  const before = process.cpuUsage()
  await tail.start(0)
  const { user, system } = process.cpuUsage(before)
  await tail.stop()
  return (user + system) / head
}

const median = (values: readonly number[]): number => [...values].sort((one, other) => one - other)[values.length >> 1]!

const every: number[] = []
const some: number[] = []
for (let round = 0; round <= rounds; round++) {
  const [ofEvery, ofSome] = [await tailAll(eventTypes), await tailAll(wantedTypes)]
  // The first round warms up.
  if (round === 0) continue
  every.push(ofEvery)
  some.push(ofSome)
}
const [before, after] = [median(every), median(some)]
const share = after / before
console.log(`${head} events of types that nobody wants, the tail of one process, median of ${rounds} rounds`)
console.log(`reading every event    ${before.toFixed(2).padStart(7)} µs of its processor for each`)
console.log(`asking for the wanted  ${after.toFixed(2).padStart(7)} µs of its processor for each`)
console.log(`${(share * 100).toFixed(1)} % (aim: ${aimed * 100} % or less) ${share <= aimed ? 'ok' : 'MISSED'}`)
await log.close()
await stop()
process.exit(share <= aimed ? 0 : 1)
