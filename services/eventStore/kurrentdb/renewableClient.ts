import type { EventStoreDBClient } from '@eventstore/db-client'
import { clientLibrary } from './clientLibrary.ts'
import type { KurrentdbAddress } from './kurrentdbAddress.ts'
import { isPassing, Unanswered } from './passing.ts'

interface Lease {
  client: EventStoreDBClient
  bornAt: number
  users: number
  isRetired: boolean
}

export interface RenewableClient {
  /**
   * Runs `work` with the current client, and waits for it at most `answerMs`. After an error that may pass, a new
   * client with a new connection replaces the current one.
   * @throws Unanswered
   */
  use<Result>(work: (client: EventStoreDBClient) => Promise<Result>, answerMs: number): Promise<Result>
  /**
   * The current client, for work that lasts long. Its connection stays open until the caller calls `release`, with the
   * error that ended the work, if any.
   */
  hold(): { client: EventStoreDBClient; release: (error?: unknown) => void }
  /** When the server last answered; monotonic milliseconds, -Infinity before the first answer. */
  answeredAt(): number
  close(): void
}

/**
 * A client is replaced only when it is this old. So callers who fail together cause one replacement, and a server that
 * is away does not get a new connection for each attempt.
 */
const shortestLifeMs = 100

/**
 * When a call fails, the client would close its connection while other calls use it. A call that begins in that moment
 * throws where nobody can catch it, which ends the process. So this switches it off; the code below replaces the client
 * instead.
 */
const withoutOwnReconnects = (client: EventStoreDBClient): EventStoreDBClient =>
  Object.assign(client, { handleError: () => Promise.resolve() })

/**
 * The client, or what is wrong with its URL. The client's own error quotes the URL, maybe with a password, so it is not
 * passed on.
 */
const read = ({ connectionString }: KurrentdbAddress): EventStoreDBClient | string => {
  try {
    return clientLibrary().EventStoreDBClient.connectionString(connectionString)
  } catch (error) {
    return error instanceof Error && 'expected' in error
      ? `expected ${String(error.expected)}`
      : 'a file it names is not there'
  }
}

const connect = (address: KurrentdbAddress): EventStoreDBClient => {
  const client = read(address)
  if (typeof client === 'string') throw new Error(`KURRENTDB_URL cannot be used: ${client}`)
  return withoutOwnReconnects(client)
}

const closeChannel = async (client: EventStoreDBClient): Promise<void> => {
  const { getChannel } = client as unknown as { getChannel: () => Promise<{ close(): void }> }
  const channel = await getChannel().catch(() => undefined)
  channel?.close()
}

const within = <Result>(work: Promise<Result>, answerMs: number): Promise<Result> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Unanswered(answerMs)), answerMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })

export const renewableClient = (address: KurrentdbAddress, now: () => number): RenewableClient => {
  const lease = (): Lease => ({ client: connect(address), bornAt: now(), users: 0, isRetired: false })
  let current = lease()
  let answeredAt = Number.NEGATIVE_INFINITY

  const closeIfUnused = (held: Lease): void => {
    if (held.isRetired && held.users === 0) void closeChannel(held.client)
  }
  const retire = (held: Lease): void => {
    if (held !== current || held.isRetired || now() - held.bornAt < shortestLifeMs) return
    current = lease()
    held.isRetired = true
    closeIfUnused(held)
  }
  const release = (held: Lease): void => {
    held.users--
    closeIfUnused(held)
  }
  return {
    async use(work, answerMs) {
      const held = current
      held.users++
      const working = work(held.client)
      // Only now may the connection be closed: closing it during the call would end the process.
      const free = (): void => release(held)
      working.then(free, free)
      try {
        const result = await within(working, answerMs)
        answeredAt = now()
        return result
      } catch (error) {
        if (isPassing(error)) retire(held)
        else answeredAt = now()
        throw error
      }
    },
    hold() {
      const held = current
      held.users++
      let isHeld = true
      return {
        client: held.client,
        release(error) {
          if (!isHeld) return
          isHeld = false
          if (isPassing(error)) retire(held)
          release(held)
        },
      }
    },
    answeredAt: () => answeredAt,
    close() {
      current.isRetired = true
      closeIfUnused(current)
    },
  }
}
