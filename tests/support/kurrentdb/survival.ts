import { setTimeout as pause } from 'node:timers/promises'
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { noStream, type StorableEvent } from '#services/eventStore/eventStore.ts'
import { kurrentdbEventLog } from '#services/eventStore/kurrentdb/kurrentdbEventLog.ts'
import { kurrentdbAddress } from '#services/eventStore/kurrentdb/kurrentdbAddress.ts'
import { renewableClient } from '#services/eventStore/kurrentdb/renewableClient.ts'
import { storableEvent } from '../storableEvent.ts'
import { kurrentdbDouble } from './kurrentdbDouble.ts'
import { StreamsClient } from './messages.ts'

// One way in which the client can end its process, in a process that may end: prints what became of the appends as its last line.
//   node tests/support/kurrentdb/survival.ts <way> [client]        `client`: with the client as it comes
const [way = '', asItComes] = process.argv.slice(2)
const now = (): number => performance.now()
const double = await kurrentdbDouble({ behaviour: { lateTimeoutMs: 100 } })
const second = await kurrentdbDouble()

type Append = (stream: string, events: StorableEvent[]) => Promise<unknown>
const rawAppends = (url: string): Append => {
  const client = EventStoreDBClient.connectionString(url)
  return (stream, events) =>
    client.appendToStream(
      stream,
      events.map(({ id, type, payload }) => jsonEvent({ id, type, data: { payload } })),
      { expectedRevision: NO_STREAM },
    )
}
const ownAppends = (url: string): Append => {
  const log = kurrentdbEventLog({ url, now, patienceMs: 30_000, readPatienceMs: 2_000 })
  log.onAppended(() => undefined)
  return (stream, events) => log.append(stream, events, noStream)
}
const appends = ({ url } = double): Append => (asItComes === undefined ? ownAppends(url) : rawAppends(url))

let streams = 0
const manyAtOnce = (append: Append, count: number, bytes = 0): Promise<unknown>[] =>
  Array.from({ length: count }, () =>
    append(`session-a+${streams++}`, [storableEvent({ payload: JSON.stringify({ text: 'x'.repeat(bytes) }) })]),
  )

const ownClient = (): EventStoreDBClient => renewableClient(kurrentdbAddress(double.url), now).hold().client

/** An append that is some turns under way when another call makes the client close its connection. */
const beginWhileLost = async (client: EventStoreDBClient, turns: number): Promise<unknown> => {
  const inside = client as unknown as {
    getGRPCClient(service: unknown, name: string): Promise<unknown>
    handleError(client: unknown, error: Error): Promise<void>
  }
  const append = () =>
    client.appendToStream(`session-a+${streams++}`, jsonEvent({ type: 'T', data: {} }), {
      credentials: { username: 'a', password: 'b' },
    })
  await append()
  const lost = await inside.getGRPCClient(StreamsClient, 'a test')
  const appending = append()
  for (let turn = 0; turn < turns; turn++) await Promise.resolve()
  void inside.handleError(lost, Object.assign(new Error('14 UNAVAILABLE'), { code: 14, details: '' }))
  return appending
}

const cutTheFirst = async (): Promise<void> => {
  await pause(1_000)
  double.cut()
  double.behaviour.isHolding = false
  await pause(100)
  second.behaviour.isHolding = false
}
/** In the middle of what is being sent. */
const cutWhileReceiving = async (): Promise<void> => {
  while (double.received() < 1_000_000) await pause(1)
  double.cut()
}

const ways: Record<string, () => Promise<unknown>[]> = {
  'bad id': () => [appends()('session-a+1', [storableEvent({ id: 'nope' })])],
  'empty type': () => [appends()('session-a+1', [storableEvent({ type: '' })])],
  'data that cannot be serialised': () => {
    const append = appends()
    if (asItComes === undefined) return [append('session-a+1', [storableEvent({ payload: '{"number":' })])]
    const client = EventStoreDBClient.connectionString(double.url)
    return [client.appendToStream('session-a+1', jsonEvent({ type: 'T', data: { number: 1n } }))]
  },
  'a connection that dies beside another client': () => {
    // Both have written; then the one loses its connection and the other is answered.
    double.behaviour.isHolding = true
    second.behaviour.isHolding = true
    const started = [...manyAtOnce(appends(double), 50), ...manyAtOnce(appends(second), 50)]
    void cutTheFirst()
    return started
  },
  'a call that begins while another reports the loss': () => {
    const client = asItComes === undefined ? ownClient() : EventStoreDBClient.connectionString(double.url)
    return [0, 1, 2, 3].map((turns) => beginWhileLost(client, turns))
  },
  'large appends queued when the connection dies': () => {
    const append = appends()
    const started = manyAtOnce(append, 24, 500 * 1024)
    void cutWhileReceiving()
    return started
  },
  'calls that begin while connections are being lost': () => {
    const append = appends()
    return Array.from({ length: 150 }, async (_, index) => {
      await pause(index * 10)
      if (index % 3 === 0) double.cut()
      await Promise.all(manyAtOnce(append, 8))
    })
  },
}

const outcomes = await Promise.race([Promise.allSettled(ways[way]!()), pause(40_000)])
await pause(500)
const ended = Array.isArray(outcomes) ? outcomes.map(({ status }) => status) : ['never']
process.stdout.write(`${JSON.stringify({ outcomes: [...new Set(ended)].toSorted() })}\n`)
process.exit(0)
