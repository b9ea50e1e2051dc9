import { randomUUID } from 'node:crypto'
import { CodedError } from '#services/ports/errors.ts'
import { noStream, type StorableEvent } from '#services/eventStore/eventStore.ts'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { sealedEventStore } from '#services/eventStore/sealedEventStore.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { benchDatabase } from './support/benchDatabase.ts'
import { rawInserts, rowSource } from './support/rawInserts.ts'
import { benchTenant, samplePeople, sampleRefresh } from './support/sampleEvents.ts'

/** `node tests/bench/append.ts [seconds per measurement] [rounds]`: events per second, median over the rounds. */
const seconds = Number(process.argv[2] ?? 1)
const rounds = Number(process.argv[3] ?? 5)
const staleShare = 0.01
const streamEvents = 20
const rawBatch = 64
const singleInserters = 16

const { databases, masterKey, stop } = await benchDatabase({ owner: singleInserters })
const log = postgresEventLog({ databases, now: () => performance.now() })
const keys = keyring(masterKey, postgresWrappedKeys(databases.writer))
// Nobody has registered here, and a person without a key would count as forgotten.
await keys.ensure(samplePeople)
const codec = sealingCodec(keys)
const store = sealedEventStore(log, codec)
const raw = rawInserts(databases.owner)

const newStream = (): string => `session-${benchTenant}+${randomUUID()}`
const templates = await codec.close(
  newStream(),
  Array.from({ length: 1_000 }, (_, number) => sampleRefresh(number)),
)
let made = 0
const newEvent = (): StorableEvent => ({ ...templates[made++ % templates.length]!, id: randomUUID() })
const newEvents = (count: number): StorableEvent[] => Array.from({ length: count }, newEvent)

/** Lets so many callers work until the time is up; answers what they counted, per second. */
const perSecond = async (callers: number, work: (until: number) => Promise<number>): Promise<number> => {
  const start = performance.now()
  const counts = await Promise.all(Array.from({ length: callers }, () => work(start + seconds * 1000)))
  return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - start) / 1000)
}

type Append = (stream: string, expected: number) => Promise<{ revision: number }>

const appendOnce = async (append: Append, stream: string, revision: number): Promise<number> => {
  const expected = Math.random() < staleShare ? revision + 7 : revision
  try {
    return (await append(stream, expected)).revision
  } catch (error) {
    if (error instanceof CodedError && error.code === 'stale-revision') return revision
    throw error
  }
}

/** One caller: fills stream after stream, one append after the other. */
const appendUntil = async (until: number, append: Append): Promise<number> => {
  let stored = 0
  for (let stream = newStream(), revision = noStream; performance.now() < until;) {
    const next = await appendOnce(append, stream, revision)
    stored += next - revision
    revision = next
    if (revision >= streamEvents - 1) [stream, revision] = [newStream(), noStream]
  }
  return stored
}

const groupCommit = (callers: number, events: number): Promise<number> =>
  perSecond(callers, (until) =>
    appendUntil(until, (stream, expected) => log.append(stream, newEvents(events), expected)),
  )

const groupCommitSealed = (callers: number): Promise<number> =>
  perSecond(callers, (until) =>
    appendUntil(until, (stream, expected) => store.append(stream, [sampleRefresh(made++)], expected)),
  )

const rawBatches = async (events: number): Promise<number> => {
  await raw.begin()
  const connection = await databases.owner.connect()
  const next = rowSource(rawBatch, events, newStream, newEvent)
  const rate = await perSecond(1, async (until) => {
    let stored = 0
    while (performance.now() < until) {
      const rows = Array.from({ length: Math.floor(rawBatch / events) }, next).flat()
      await raw.insert(connection, rows)
      stored += rows.length
    }
    return stored
  })
  connection.release()
  return rate
}

const singleInserts = async (): Promise<number> => {
  await raw.begin()
  const next = rowSource(singleInserters, 1, newStream, newEvent)
  const rate = await perSecond(singleInserters, async (until) => {
    let stored = 0
    for (; performance.now() < until; stored++) await raw.insert(databases.owner, next())
    return stored
  })
  return rate
}

const codecEvents = 20_000
/** Done twice; the first time warms up. */
const codecRate = async (work: () => Promise<unknown>): Promise<number> => {
  await work()
  const start = performance.now()
  await work()
  return codecEvents / ((performance.now() - start) / 1000)
}

const median = (values: number[]): number => values.sort((one, other) => one - other)[Math.floor(values.length / 2)]!

/** Every measurement once per round, so that what the machine does meanwhile hits all alike. */
const measureAll = async (measurements: Record<string, () => Promise<number>>): Promise<Record<string, number>> => {
  const rates: Record<string, number[]> = {}
  for (let round = 0; round <= rounds; round++)
    for (const [name, measure] of Object.entries(measurements)) {
      const rate = await measure()
      // The first round warms caches, plans and the compiler up.
      if (round > 0) (rates[name] ??= []).push(rate)
    }
  return Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, median(values)]))
}

const callers = [1, 16, 64, 512]
const rates = await measureAll({
  raw1: () => rawBatches(1),
  raw3: () => rawBatches(3),
  single: singleInserts,
  ...Object.fromEntries(
    callers.flatMap((count) => [1, 3].map((events) => [`${count}x${events}`, () => groupCommit(count, events)])),
  ),
  sealed: () => groupCommitSealed(64),
})
const stream = newStream()
const plain = Array.from({ length: codecEvents }, (_, number) => sampleRefresh(number))
const placed = { stream, revision: 0, position: 1 }
const closed = (await codec.close(stream, plain)).map((event) => Object.assign(event, placed))
const closing = await codecRate(() => codec.close(stream, plain))
const opening = await codecRate(() => codec.open(closed))
await log.close()
await stop()

const rounded = (rate: number | undefined): string => Math.round(rate ?? 0).toLocaleString('en')
const share = (rate: number | undefined, of: number | undefined): string => `${Math.round((100 * rate!) / of!)} %`

console.log(
  `\nAppend: events per second, median of ${rounds} rounds of ${seconds} s, ${staleShare * 100} % stale, NOTIFY on`,
)
console.log(
  `raw batches of ${rawBatch}, one connection: ${rounded(rates['raw1'])} (${rounded(rates['raw3'])} three to a stream)`,
)
console.log(`one insert per transaction, ${singleInserters} connections: ${rounded(rates['single'])}`)
for (const events of [1, 3])
  for (const count of callers) {
    const rate = rates[`${count}x${events}`]
    const ofRaw = `${share(rate, rates[`raw${events}`])} of raw, ${share(rate, rates['single'])} of single inserts`
    console.log(`${String(count).padStart(4)} callers, ${events} to an append: ${rounded(rate).padStart(7)} = ${ofRaw}`)
  }
console.log(
  `  64 callers with validating and sealing: ${rounded(rates['sealed'])} = ${share(rates['sealed'], rates['64x1'])} of without`,
)
console.log(`validate and seal one event: ${rounded(closing)} per second; open one: ${rounded(opening)}`)
