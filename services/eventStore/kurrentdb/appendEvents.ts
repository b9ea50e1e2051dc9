import pLimit from 'p-limit'
import type { AppendResult, EventData, EventStoreDBClient } from '@eventstore/db-client'
import { CodedError } from '#services/ports/errors.ts'
import { type Appended, noStream, type StorableEvent, type StoredEvent } from '../eventStore.ts'
import { clientLibrary } from './clientLibrary.ts'
import type { KurrentdbAddress } from './kurrentdbAddress.ts'
import { isOfType, unavailable } from './passing.ts'
import type { RenewableClient } from './renewableClient.ts'
import { checkStream, positionOf, toServer } from './storedForm.ts'
import { type Patience, untilAnswered } from './untilAnswered.ts'

export interface AppendingNeeds extends Patience {
  clients: RenewableClient
  address: KurrentdbAddress
  /** Used to find out whether a refused append is a repeat. */
  readStream: (stream: string, from: number, most: number) => Promise<StoredEvent[]>
}

/**
 * One connection carries a hundred calls at once. Further calls would wait inside the client, where their deadline runs
 * already.
 */
const appendsAtOnce = 64
/**
 * How long the first attempt may take. Each further attempt gets twice as long, or a slow server could never succeed.
 */
const firstAttemptMs = 2_000
/** The server's own limit for one append, all events together. */
const largestAppend = 1_048_576

const tooLarge = (): CodedError =>
  new CodedError('append-too-large', {
    detail: `One append holds at most ${largestAppend} bytes; ask for less at once.`,
  })

const toAppend = (stream: string, events: readonly StorableEvent[]): EventData[] => {
  checkStream(stream)
  if (events.length === 0) throw new Error(`Nothing to append to ${stream}`)
  const encoded = events.map(toServer)
  if (encoded.reduce((sum, { bytes }) => sum + bytes, 0) > largestAppend) throw tooLarge()
  return encoded.map(({ data }) => data)
}

/**
 * With credentials in the call, the client uses its plain path: one rpc for each append, with its own deadline and its
 * own failure.
 */
const send = (
  client: EventStoreDBClient,
  { credentials }: KurrentdbAddress,
  append: { stream: string; events: EventData[]; expectedRevision: number; deadline: number },
): Promise<AppendResult> => {
  const { stream, events, expectedRevision, deadline } = append
  return client.appendToStream(stream, events, {
    expectedRevision: expectedRevision === noStream ? clientLibrary().NO_STREAM : BigInt(expectedRevision),
    credentials,
    deadline,
    requiresLeader: true,
  })
}

const isStale = (error: unknown): boolean => isOfType(error, 'wrong-expected-version')

const appendedBy = ({ success, nextExpectedRevision, position }: AppendResult): Appended | null => {
  if (!success) return null
  if (position === undefined) throw unavailable(new Error('KurrentDB has not said where it stored an append'))
  return { position: positionOf(position), revision: Number(nextExpectedRevision) }
}

/** Answers where these same events stand right after the expected revision; null: they do not. */
const findRepeat = async (
  { readStream }: AppendingNeeds,
  { stream, events, expectedRevision }: { stream: string; events: readonly StorableEvent[]; expectedRevision: number },
): Promise<Appended | null> => {
  const stored = await readStream(stream, expectedRevision + 1, events.length)
  const isRepeat = stored.length === events.length && stored.every(({ id }, index) => id === events[index]?.id)
  const last = stored.at(-1)
  return isRepeat && last !== undefined ? { position: last.position, revision: last.revision } : null
}

/**
 * Always appends with the expected revision. An attempt without an answer may have been stored, so it is repeated with
 * the same ids and the same expected revision, and the server answers with the original result. When the server refuses
 * an append, the revision is stale, unless the stream holds these same events right behind it.
 * @throws CodedError stale-revision, store-unavailable, append-too-large
 */
export const appendEvents = (needs: AppendingNeeds) => {
  const { clients, address } = needs
  const inLane = pLimit(appendsAtOnce)
  const attempt = (stream: string, events: EventData[], expectedRevision: number): Promise<Appended | null> => {
    let attemptMs = firstAttemptMs
    return untilAnswered(needs, async (leftMs) => {
      const deadline = Math.min(leftMs, attemptMs)
      attemptMs *= 2
      const append = { stream, events, expectedRevision, deadline }
      return appendedBy(await clients.use((client) => send(client, address, append), deadline + 500))
    })
  }
  return async (stream: string, events: readonly StorableEvent[], expectedRevision: number): Promise<Appended> => {
    const encoded = toAppend(stream, events)
    const askedAt = needs.now()
    const appended = await inLane(async () => {
      if (needs.now() - askedAt > needs.patienceMs) throw unavailable(new Error('Too many appends are waiting'))
      return attempt(stream, encoded, expectedRevision).catch((error: unknown) => {
        if (isOfType(error, 'maximum-append-size-exceeded')) throw tooLarge()
        if (!isStale(error)) throw error
        return null
      })
    })
    const found = appended ?? (await findRepeat(needs, { stream, events, expectedRevision }))
    if (found === null) throw new CodedError('stale-revision')
    return found
  }
}
