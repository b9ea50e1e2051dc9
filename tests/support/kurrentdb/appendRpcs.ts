import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Metadata } from '@grpc/grpc-js'
import type { Behaviour } from './behaviour.ts'
import { failure, type Failure, failureOfHandler, streamDeleted } from './answers.ts'
import type { EventBook, ProposedEvent } from './eventBook.ts'
import { type Expected, judgeAppend, type Judged } from './judgeAppend.ts'

export interface Append {
  stream: string
  expected: Expected
  events: ProposedEvent[]
}

export type Decided = Judged | { verdict: 'tooLarge'; maximum: number } | { verdict: 'bad' } | { verdict: 'notReady' }

/** The answer never comes: the connection is cut. */
export const unanswered = Symbol('unanswered')

export interface Appending {
  book: EventBook
  behaviour: Behaviour
  /** Cuts every connection, without a status. */
  cut: () => void
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const isBad = ({ stream, events }: Append): boolean =>
  stream === '' || events.some(({ id, type }) => !uuid.test(id) || type === '')
const bytesOf = (events: readonly ProposedEvent[]): number =>
  events.reduce(
    (sum, { data, metadata, type }) =>
      sum + Buffer.byteLength(data, 'base64') + Buffer.byteLength(metadata, 'base64') + 2 * type.length,
    0,
  )

/** Whoever gives no credentials is denied, and whoever gives wrong ones is not known. */
export const denied = ({ login }: Behaviour, metadata: Metadata): Failure | null => {
  const [given] = metadata.get('authorization')
  if (login === null || given === basic(login)) return null
  return failure(given === undefined ? 7 : 16, 'Access Denied', { exception: 'access-denied' })
}
const basic = ({ username, password }: NonNullable<Behaviour['login']>): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

export const notLeader = ({ leader }: Behaviour): Failure | null =>
  leader === null
    ? null
    : failure(5, 'Leader info available', {
        exception: 'not-leader',
        'leader-endpoint-host': leader.host,
        'leader-endpoint-port': `${leader.port}`,
      })

const whileHolding = async (behaviour: Behaviour): Promise<void> => {
  while (behaviour.isHolding) await pause(5)
}

let appends = 0

const writeSystemEvent = (book: EventBook): void =>
  void book.write('$stats-127.0.0.1:2113', [
    { id: randomUUID(), type: '$statsCollected', contentType: 'application/json', metadata: '', data: 'e30=' },
  ])

/** Decides an append and waits as long as the behaviour wants before the answer. */
export const decide = async (
  { book, behaviour, cut }: Appending,
  append: Append,
): Promise<Decided | typeof unanswered> => {
  await whileHolding(behaviour)
  if (isBad(append)) return { verdict: 'bad' }
  if (bytesOf(append.events) > behaviour.maxAppendSize) return { verdict: 'tooLarge', maximum: behaviour.maxAppendSize }
  if (behaviour.refuseAppends > 0) {
    behaviour.refuseAppends--
    return { verdict: 'notReady' }
  }
  const decided = judgeAppend(book, { ...append, events: append.events.map(lowerCased) })
  appends++
  if (behaviour.systemEventEvery > 0 && appends % behaviour.systemEventEvery === 0) writeSystemEvent(book)
  if (behaviour.loseAnswers > 0) {
    behaviour.loseAnswers--
    setImmediate(cut)
    return unanswered
  }
  if (behaviour.deliverFirstEvery > 0 && appends % behaviour.deliverFirstEvery === 0) await pause(2)
  return decided
}
const lowerCased = (event: ProposedEvent): ProposedEvent => ({ ...event, id: event.id.toLowerCase() })

/** Where the single call ends with a status; null where it ends with a message. */
export const appendFailure = (decided: Decided, stream: string): Failure | null => {
  switch (decided.verdict) {
    case 'bad':
      return failureOfHandler()
    case 'deleted':
      return streamDeleted(stream)
    case 'notReady':
      return failure(2, 'Server Is Not Ready')
    case 'tooLarge':
      return failure(3, `Maximum Append Size of ${decided.maximum} Exceeded.`, {
        exception: 'maximum-append-size-exceeded',
        'maximum-append-size': `${decided.maximum}`,
      })
    case 'stored':
    case 'wrong':
      return null
  }
}
