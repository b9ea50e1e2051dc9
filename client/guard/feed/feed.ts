import { pause } from '../background/pause.ts'
import type { GuardClock } from '../guard.ts'
import { RefusedByRollcall, type RollcallApi } from '../rollcallApi.ts'
import { confirmations } from './confirmations.ts'
import { eventReader, type ServerEvent } from './eventReader.ts'
import type { Knowledge, News } from './knowledge.ts'

export interface FeedNeeds {
  api: RollcallApi
  knowledge: Knowledge
  /** How the guard names itself. */
  self: { guard: string; version?: string }
  clock: Pick<GuardClock, 'monotonic'>
  /** Between 0 and 1. */
  random: () => number
  onNews: (news: News) => void
  /** Null: nothing is wrong any more. */
  onTrouble: (trouble: string | null) => void
  /** Aborts when the guard is closed. */
  signal: AbortSignal
}

export interface Feed {
  confirmed: () => string | null
  reconnects: () => number
  /** Called once a second: cuts a stream that has gone silent. */
  watch: () => void
  /** Resolves once it follows no more. */
  over: Promise<void>
}

/** A stream on which nothing new and no fresh beat has come for so long is opened anew. */
const silentMs = 10_000
const firstPauseMs = 200
const longestPauseMs = 5_000
/** Rollcall does not know the key (401), or the key may not (403): somebody has to see to that first. */
const refusedPauseMs = 15_000

/** What `fetch` throws says little; its cause is the reason. */
const messageOf = (failure: unknown): string => String((failure as Error).cause ?? failure)

/** Half of it by chance, so that the guards of a Rollcall that starts again do not come all at once. */
const pauseAfter = (error: unknown, failures: number, random: () => number): number => {
  const refusal = error instanceof RefusedByRollcall ? error : null
  if (refusal?.status === 401 || refusal?.status === 403) return refusedPauseMs
  const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** failures)
  return Math.max(refusal?.retryAfterMs ?? 0, longest * (0.5 + random() / 2))
}

/** Follows what ends (`GET /v1/revocations`), from where it was. */
export const followFeed = (needs: FeedNeeds): Feed => {
  const { api, knowledge, self, clock, random, onNews, onTrouble, signal } = needs
  const confirming = confirmations(api, self, signal)
  let connection = new AbortController()
  let heardAt = clock.monotonic()
  let connections = 0
  let isPositionGood = true

  /** Whoever watches is told of many rules once: each may mean anybody, so all would be looked at for each. */
  const tell = (news: readonly News[]): void => {
    const wide = news.find(({ sessionId }) => sessionId === null)
    for (const one of wide === undefined ? news : [wide]) onNews(one)
  }
  const take = (events: readonly ServerEvent[]): boolean => {
    const news: News[] = []
    try {
      for (const event of events) {
        const said = knowledge.take(event)
        if (said !== null) news.push(said)
      }
    } finally {
      // Also of what was applied before an event that is not what it should be.
      tell(news)
    }
    return news.length > 0
  }
  /** Confirms what was applied: at once after something ended, otherwise with each beat. */
  const takeAll = (events: readonly ServerEvent[]): void => {
    const isNews = take(events)
    const position = knowledge.position()
    if (position !== null && (isNews || events.some(({ event }) => event === 'beat'))) confirming.confirm(position)
    if (isNews || knowledge.isFresh()) heardAt = clock.monotonic()
    if (knowledge.isFresh()) onTrouble(null)
  }
  const open = (): Promise<Response> => {
    const since = isPositionGood ? knowledge.position() : null
    connection = new AbortController()
    knowledge.begin()
    heardAt = clock.monotonic()
    connections += 1
    return api.call('/v1/revocations', {
      query: { ...self, ...(since === null ? {} : { since }) },
      signal: AbortSignal.any([connection.signal, signal]),
    })
  }
  const read = async (): Promise<unknown> => {
    try {
      const { body } = await open()
      const [decoder, reader] = [new TextDecoder(), eventReader()]
      for await (const piece of body ?? []) takeAll(reader(decoder.decode(piece, { stream: true })))
      return new Error('The stream has ended')
    } catch (error) {
      return error
    } finally {
      connection.abort()
    }
  }
  const follow = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted;) {
      const failure = await read()
      if (signal.aborted) return
      onTrouble(messageOf(failure))
      // 400 or 410: Rollcall cannot read the position, or has another log than the one it is of. Who asks without is told everything anew.
      isPositionGood = !(failure instanceof RefusedByRollcall && /400|410/.test(String(failure.status)))
      failures = knowledge.isFresh() ? 0 : failures + 1
      await pause(pauseAfter(failure, failures, random), signal)
    }
  }
  return {
    confirmed: confirming.confirmed,
    reconnects: () => connections - 1,
    watch() {
      if (clock.monotonic() - heardAt > silentMs) connection.abort(new Error('Nothing comes'))
    },
    over: follow(),
  }
}
