import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { type ConsumerStanding, consumerStanding } from '#services/consumers/consumerStanding.ts'
import { recall, saveMemory } from '#services/detection/keptMemory.ts'
import { emptyMemory } from '#services/detection/memory.ts'
import { type Detector, runDetector } from '#services/detection/runDetector.ts'
import { watch } from '#services/detection/watch.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { type LogFields, silentLogger } from '#services/logging/logger.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { signedIn, signInFailed, tenantId, userId } from '../../support/detectedEvents.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { partitionedFeed } from '../../support/partitionedFeed.ts'
import { testAmbient } from '../../support/testAmbient.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const rows = async (): Promise<number> => {
  const { rows: found } = await database.databases.writer.query<{ count: number }>(
    'select count(*) as count from failed_sign_ins',
  )
  return found[0]!.count
}
const forget = async (): Promise<void> => {
  for (const table of ['last_sign_ins', 'failed_sign_ins', 'consumer_checkpoints'])
    await database.databases.writer.query(`delete from ${table}`)
}
afterEach(forget)

const feeds = {
  "the store's tail": storeTailFeed,
  'partitions of a broker': (log: Parameters<typeof storeTailFeed>[0]) => partitionedFeed(log, 3),
}

describe.each(Object.entries(feeds))('refused sign-ins that the detector read from %s', (_, feedOf) => {
  let memory: ReturnType<typeof memoryStore>
  let warnings: LogFields[]
  let detector: Detector
  beforeEach(() => {
    memory = memoryStore()
    warnings = []
    detector = {
      ...memory,
      feed: feedOf(memory.log),
      writer: database.databases.writer,
      clock: testAmbient().clock,
      logger: { ...silentLogger, warn: (_said, fields = {}) => void warnings.push(fields) },
    }
  })
  const append = (event: Recorded<RollcallEvent>) => memory.store.append(event.stream, [event], noStream)
  const runToHead = async (): Promise<void> => {
    const stop = new AbortController()
    const head = await memory.store.head()
    const behind = new Map<number, boolean>()
    const standing: ConsumerStanding = {
      ...consumerStanding(),
      reached(partition, position) {
        behind.set(partition, position < head)
        if ([...behind.values()].every((isBehind) => !isBehind)) stop.abort()
      },
    }
    await runDetector({ ...detector, standing, signal: stop.signal })
  }
  const anomalies = async () =>
    (await memory.store.readAll({ after: 0, limit: 1000 })).flatMap((event) =>
      event.type === 'AnomalyRaised' ? [event.data] : [],
    )
  const refuse = async (count: number, from: number): Promise<void> => {
    for (let index = from; index < from + count; index += 1)
      await append(signInFailed({ position: 10 + index, time: `10:00:0${index}`, named: `name ${index}` }))
  }

  it('count after a restart, and for what was rebuilt from the log the same', async () => {
    await append(signedIn({ position: 100, time: '01:00:00' }))
    await runToHead()
    await refuse(3, 0)
    await runToHead()
    await refuse(2, 3)
    await runToHead()
    await append(signedIn({ position: 200, time: '10:01:00', ip: '203.0.113.9' }))
    await runToHead()
    expect(await anomalies()).toMatchObject([
      { rule: 'success-after-failures', severity: 75, evidence: { failures: 5 } },
    ])
    await forget()
    await runToHead()
    expect([await anomalies(), warnings]).toMatchObject([[{ rule: 'success-after-failures' }], []])
  })
})

describe('the memory of refused sign-ins', () => {
  const failure = (position: number, time: string) => {
    const named = `made up ${position}`
    const [second, third] = [Math.floor(position / 250) % 250, position % 250]
    return signInFailed({ position, time, named, userId: null, cause: 'unknown-user', ip: `10.0.${second}.${third}` })
  }
  const save = async (events: Recorded<RollcallEvent>[]): Promise<void> => {
    const watched = watch(emptyMemory(), events)
    await transaction(database.databases.writer, (connection) => saveMemory(connection, watched, events))
  }

  it('stays below its bound, whoever makes up people and addresses', async () => {
    for (let batch = 0; batch < 5; batch += 1)
      await save(Array.from({ length: 5_000 }, (_, index) => failure(batch * 5_000 + index + 1, '10:00:00')))
    expect(await rows()).toBe(20_000)
  })

  it('is dropped when it is old, by the time of the log', async () => {
    await save([failure(1, '10:00:00'), failure(2, '10:15:00')])
    expect(await rows()).toBe(2)
    await save([signedIn({ position: 3, time: '10:21:00' })])
    expect(await rows()).toBe(1)
  })

  it('answers the newest of a person and of an address, in the order of the log', async () => {
    const own = Array.from({ length: 250 }, (_, index) =>
      signInFailed({ position: index + 1, time: '10:00:00', ip: null }),
    )
    const others = [300, 301].map((position) =>
      signInFailed({ position, time: '10:00:01', userId: derivedUuid('ben') }),
    )
    await save([...own, ...others])
    const { failures } = await recall(database.databases.writer, [signedIn({ position: 400, time: '10:01:00' })])
    const positions = failures.ofPerson(tenantId, userId).map(({ position }) => position)
    expect([positions.length, positions[0], positions.at(-1)]).toEqual([200, 51, 250])
    expect(failures.fromAddress(tenantId, '198.51.100.7').map(({ position }) => position)).toEqual([300, 301])
  })
})
