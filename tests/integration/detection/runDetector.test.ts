import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { LogFields, Logger } from '#services/logging/logger.ts'
import { type ConsumerStanding, consumerStanding } from '#services/consumers/consumerStanding.ts'
import { type Detector, runDetector } from '#services/detection/runDetector.ts'
import { type EventLog, noStream } from '#services/eventStore/eventStore.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { signedIn, tokenReused } from '../../support/detectedEvents.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { testAmbient } from '../../support/testAmbient.ts'

let database: TestDatabase
let memory: ReturnType<typeof memoryStore>
let detector: Detector
let warnings: LogFields[]

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

beforeEach(() => {
  memory = memoryStore()
  warnings = []
  const warn: Logger['warn'] = (_, fields = {}) => void warnings.push(fields)
  detector = {
    ...memory,
    feed: storeTailFeed(memory.log),
    writer: database.databases.writer,
    clock: testAmbient().clock,
    logger: { ...silentLogger, warn },
  }
})
const forget = async () => {
  await database.databases.writer.query('delete from last_sign_ins')
  await database.databases.writer.query('delete from failed_sign_ins')
  await database.databases.writer.query('delete from consumer_checkpoints')
}
afterEach(forget)

const append = (event: Recorded<RollcallEvent>) => memory.store.append(event.stream, [event], noStream)

/** Runs the detector until it has looked at everything that stands in the log now. */
const runToHead = async (change: Partial<Detector> = {}): Promise<void> => {
  const stop = new AbortController()
  const head = await memory.store.head()
  const standing: ConsumerStanding = {
    ...consumerStanding(),
    reached(_, position) {
      if (position >= head) stop.abort()
    },
  }
  await runDetector({ ...detector, standing, ...change, signal: stop.signal })
}

const anomalies = async () =>
  (await memory.store.readAll({ after: 0, limit: 1000 })).flatMap((event) =>
    event.type === 'AnomalyRaised' ? [event] : [],
  )

const berlin = signedIn({ position: 1, time: '10:00:00', where: 'berlin' })
const tokyo = signedIn({ position: 2, time: '11:00:00', where: 'tokyo' })
const reused = tokenReused({ position: 3, time: '12:00:00', where: 'tokyo' })

/** The detector has run on an empty log, so what follows is new to it. */
const started = async () => {
  await append(signedIn({ position: 100, time: '01:00:00' }))
  await runToHead()
}

describe('the detector', () => {
  it('raises what the rules find, in a stream of its own, caused by the event that shows it', async () => {
    await started()
    for (const event of [berlin, tokyo, reused]) await append(event)
    await runToHead()
    const raised = await anomalies()
    expect(raised.map(({ data, revision }) => [data.rule, revision])).toEqual([
      ['impossible-travel', 0],
      ['refresh-token-reuse', 0],
    ])
    expect(raised[0]).toMatchObject({
      tenantId: tokyo.tenantId,
      actor: { kind: 'detector', id: 'impossible-travel' },
      causationId: tokyo.id,
      correlationId: tokyo.correlationId,
      data: { sessionIds: [tokyo.data.sessionId, berlin.data.sessionId], causeEventId: tokyo.id },
    })
  })

  it('remembers a sign-in across a restart', async () => {
    await started()
    await append(berlin)
    await runToHead()
    await append(tokyo)
    await runToHead()
    expect(await anomalies()).toHaveLength(1)
  })

  it('raises nothing twice when it cannot remember what it raised, and tries again', async () => {
    await started()
    await append(berlin)
    await append(tokyo)
    let raisedBefore = 0
    const connect: Detector['writer']['connect'] = async () => {
      const isFirst = raisedBefore === 0
      raisedBefore = (await anomalies()).length
      if (isFirst) throw new Error('killed')
      return detector.writer.connect()
    }
    await runToHead({ writer: { ...detector.writer, connect } })
    expect(raisedBefore).toBe(1)
    expect(await anomalies()).toHaveLength(1)
  })

  it('raises nothing twice when a batch is delivered again', async () => {
    await started()
    for (const event of [berlin, tokyo, reused]) await append(event)
    const twice: Detector['feed'] = {
      consume: (consumption) =>
        detector.feed.consume({
          ...consumption,
          async onBatch(batch) {
            await consumption.onBatch(batch)
            await consumption.onBatch(batch)
          },
        }),
    }
    await runToHead({ feed: twice })
    expect(await anomalies()).toHaveLength(2)
  })

  it('builds a lost state again and raises nothing for it', async () => {
    await started()
    for (const event of [berlin, tokyo, reused]) await append(event)
    await runToHead()
    await forget()
    await runToHead()
    expect(await anomalies()).toHaveLength(2)
    expect(warnings).toEqual([])
    await append(signedIn({ position: 4, time: '12:30:00', where: 'berlin' }))
    await runToHead()
    expect(await anomalies()).toHaveLength(3)
  })

  it('reports, and does not raise, what a rebuilt state finds beyond the log', async () => {
    for (const event of [berlin, tokyo]) await append(event)
    await runToHead()
    expect(await anomalies()).toEqual([])
    expect(warnings).toMatchObject([{ compared: 'missing', rule: 'impossible-travel', causeEventId: tokyo.id }])
  })

  it.each([
    ['whose tenant has no key, which it says', { tenantId: '0193aaaa-0000-7000-8000-00000000dead' }, [{ position: 2 }]],
    ['of a forgotten person', { subject: 'forgotten' }, []],
  ])('passes over an event %s and watches everybody else', async (_of, change, said) => {
    await started()
    for (const event of [berlin, tokyo]) await append(event)
    const stored = await memory.log.readAll({ after: 0, limit: 10 })
    const lost = stored.findIndex(({ id }) => id === berlin.id)
    stored[lost] = { ...stored[lost]!, ...change }
    const readWanted: EventLog['readWanted'] = async ({ after, types }) => {
      const events = stored.slice(after).filter(({ type }) => types?.includes(type))
      return { events, upTo: stored.length, head: stored.length }
    }
    const log = { ...memory.log, readWanted }
    await append(reused)
    stored.push((await memory.log.readAll({ after: stored.length, limit: 1 }))[0]!)
    const errors: LogFields[] = []
    const logger = { ...silentLogger, error: (_: string, fields: LogFields = {}) => void errors.push(fields) }
    await runToHead({ feed: storeTailFeed(log), logger })
    expect((await anomalies()).map(({ data }) => data.rule)).toEqual(['refresh-token-reuse'])
    expect(errors).toMatchObject(said)
  })
})
