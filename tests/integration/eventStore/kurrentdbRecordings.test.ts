import { readFileSync } from 'node:fs'
import { type ClientDuplexStream, credentials, type ServiceError, type StatusObject } from '@grpc/grpc-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { type KurrentdbDouble, kurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'
import { GossipClient, ServerFeaturesClient, StreamsClient } from '../../support/kurrentdb/messages.ts'
import { type Plain, plainOf, requestOf } from '../../support/kurrentdb/recordedMessages.ts'

interface Recorded {
  call: number
  rpc: string
  dir: 'request' | 'response' | 'half-close' | 'status' | 'cancelled-by-client'
  message?: Plain
  code?: number
  details?: string
  trailers?: Record<string, string>
}
interface Step {
  title: string
  wire: Recorded[]
}

const { steps } = JSON.parse(
  readFileSync(new URL('../../support/kurrentdb/recordings.json', import.meta.url), 'utf8'),
) as { steps: Step[] }

/** What differs from run to run, and says nothing about behaviour. */
const passing = new Set(['created', 'subscriptionId', 'timeStamp', 'port'])
/** Explained by the fields beside them; the client reads neither, and a number cannot hold 2^64 - 1. */
const unread = new Set(['decoded', 'expectedRevision2060'])
const positions = new Set(['commitPosition', 'preparePosition'])

interface OpenCall {
  answers: Plain[]
  status: { code: number; details: string; trailers: Record<string, string> } | undefined
  stream: Pick<ClientDuplexStream<unknown, unknown>, 'write' | 'end' | 'cancel'>
}

describe('the double of KurrentDB', () => {
  let double: KurrentdbDouble
  let streams: InstanceType<typeof StreamsClient>
  let gossip: InstanceType<typeof GossipClient>
  let features: InstanceType<typeof ServerFeaturesClient>
  const calls = new Map<number, OpenCall>()
  /** Recorded position -> the double's. */
  const places = new Map<string, string>([['0', '0']])

  const placeOf = (recorded: string): string => {
    const known = places.get(recorded)
    if (known !== undefined) return known
    // A position where no record begins: one beyond a known one.
    return `${Number(places.get(`${Number(recorded) - 1}`)) + 1}`
  }
  /** Both sides in the same words: positions in the double's, passing values gone. */
  const comparable = (value: Plain, isRecorded: boolean, field = ''): unknown => {
    if (Array.isArray(value)) {
      if (passing.has(String(value[0]))) return [value[0]]
      return value.map((each) => comparable(each, isRecorded))
    }
    // The server makes up ids for events of its own.
    if (field === 'id' && !JSON.stringify(value).includes('00000000-0000-4000-8000')) return field
    if (typeof value === 'object')
      return Object.fromEntries(
        Object.entries(value)
          .filter(([name]) => !unread.has(name))
          .map(([name, each]) => [name, comparable(each, isRecorded, name)]),
      )
    if (passing.has(field)) return field
    if (positions.has(field) && isRecorded) return places.get(String(value)) ?? value
    return value
  }
  /** The first time a recorded position comes up, the double says what it is called there. */
  const learn = (recorded: Plain | undefined, answered: Plain | undefined): void => {
    if (typeof recorded !== 'object' || typeof answered !== 'object') return
    for (const [name, value] of Object.entries(recorded)) {
      const other = (answered as Record<string, Plain>)[name]
      if (!positions.has(name)) learn(value, other)
      else if (!places.has(String(value))) places.set(String(value), String(other))
    }
  }

  const begin = ({ call, rpc, message }: Recorded): OpenCall => {
    const request = requestOf(rpc, message ?? {}, placeOf)
    const open: OpenCall = {
      answers: [],
      status: undefined,
      stream: { write: () => true, end: () => undefined as never, cancel() {} },
    }
    const answered = (error: ServiceError | null, answer?: Parameters<typeof plainOf>[0]): void => {
      if (answer !== undefined) open.answers.push(plainOf(answer))
      if (error !== null) return
    }
    const ended = ({ code, details, metadata }: StatusObject): void => {
      const trailers = Object.fromEntries(
        Object.entries(metadata.getMap()).map(([name, value]) => [name, String(value)]),
      )
      delete trailers['content-type']
      delete trailers['date']
      open.status = { code, details, trailers }
    }
    const unary: Record<string, () => { on(event: 'status', listener: typeof ended): unknown }> = {
      Append: () => (open.stream = streams.append(answered) as never),
      Delete: () => streams.delete(request as never, answered),
      Tombstone: () => streams.tombstone(request as never, answered),
      Gossip: () => gossip.read(request, answered),
      GetSupportedMethods: () => features.getSupportedMethods(request, answered),
    }
    const streaming = (): ClientDuplexStream<unknown, unknown> => {
      const stream = (rpc === 'Read'
        ? streams.read(request as never)
        : streams.batchAppend()) as never as ClientDuplexStream<unknown, unknown>
      stream.on('data', (answer: Parameters<typeof plainOf>[0]) => open.answers.push(plainOf(answer)))
      stream.on('error', () => undefined)
      if (rpc === 'Read') open.stream = { ...open.stream, cancel: () => stream.cancel() }
      else open.stream = stream
      return stream
    }
    const made = unary[rpc]?.() ?? streaming()
    made.on('status', ended)
    calls.set(call, open)
    return open
  }

  /** Checkpoints of the catching up come in pages of the server's own, of which only some is known: left out on both sides. */
  const isCatchUpCheckpoint = (wire: readonly Recorded[], index: number): boolean =>
    typeof wire[index]?.message === 'object' &&
    'checkpoint' in wire[index].message &&
    wire.slice(index).some(({ message }) => typeof message === 'object' && 'caughtUp' in message)

  const nextAnswer = (open: OpenCall, skipsCheckpoints: boolean): Promise<Plain> =>
    eventually(() => {
      while (skipsCheckpoints && typeof open.answers[0] === 'object' && 'checkpoint' in open.answers[0])
        open.answers.shift()
      const answer = open.answers.shift()
      if (answer === undefined) throw new Error('no answer')
      return answer
    }, 5_000)

  const replay = async ({ wire }: Step): Promise<void> => {
    for (const [index, recorded] of wire.entries()) {
      const { call, rpc, dir, message } = recorded
      if (isCatchUpCheckpoint(wire, index)) continue
      const open = calls.get(call)
      if (dir === 'request') {
        const made = open ?? begin(recorded)
        made.stream.write(requestOf(rpc, message!, placeOf))
      } else if (dir === 'half-close') open!.stream.end()
      else if (dir === 'cancelled-by-client') open!.stream.cancel()
      else if (dir === 'response') {
        const isCatchingUp = wire
          .slice(index)
          .some((later) => later.call === call && typeof later.message === 'object' && 'caughtUp' in later.message)
        const answer = await nextAnswer(open!, isCatchingUp)
        learn(message, answer)
        expect(comparable(answer, false)).toEqual(comparable(message!, true))
      } else {
        const status = await eventually(() => {
          if (open!.status === undefined) throw new Error('no status')
          return open!.status
        }, 5_000)
        const { code, details, trailers } = recorded
        // grpc-js says OK where the real server says nothing.
        expect(status).toEqual({ code, details: code === 0 ? 'OK' : details, trailers })
      }
    }
  }

  /** Streams that were written before the recording of their deletion began. */
  const writeWhatIsDeleted = (): void => {
    const event = (last: number) => ({
      id: `00000000-0000-4000-8000-00000000000${last}`,
      type: 'T',
      contentType: 'application/json',
      metadata: '',
      data: 'e30=',
    })
    const nameIn = (title: string): string => {
      const step = steps.find((each) => each.title === title)
      return /"streamName":"([^"]+)"/.exec(JSON.stringify(step))![1]!
    }
    double.book.write(nameIn('Delete (soft)'), [event(1), event(2)])
    double.book.write(nameIn('Tombstone'), [event(3)])
  }

  beforeAll(async () => {
    double = await kurrentdbDouble({ behaviour: { deliverFirstEvery: 0, lateTimeoutMs: 50 } })
    const address = `127.0.0.1:${double.port}`
    streams = new StreamsClient(address, credentials.createInsecure())
    gossip = new GossipClient(address, credentials.createInsecure())
    features = new ServerFeaturesClient(address, credentials.createInsecure())
  })
  afterAll(async () => {
    for (const { stream } of calls.values()) stream.cancel()
    for (const client of [streams, gossip, features]) client.close()
    await double.stop()
  })

  // One after the other: each step was recorded on the log that the ones before had left.
  for (const step of steps)
    it(`answers as the real server did: ${step.title}`, async () => {
      if (step.title === 'Delete wrong revision') writeWhatIsDeleted()
      await replay(step)
    })

  it('keeps the order of positions that the real server had', () => {
    const pairs = [...places].map(([recorded, own]) => [Number(recorded), Number(own)] as const)
    const sorted = pairs.toSorted(([one], [other]) => one - other)
    expect(sorted.length).toBeGreaterThan(20)
    expect(sorted.map(([, own]) => own)).toEqual(sorted.map(([, own]) => own).toSorted((one, other) => one - other))
  })
})
