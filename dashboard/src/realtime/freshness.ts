import { shallowRef, type ShallowRef } from 'vue'

/**
 * Live: frames or beats come. Behind: none for 2 s, or only what polling finds. Offline: nothing answers.
 * `since` in milliseconds since the epoch, by the server's clock.
 */
export type Freshness =
  { kind: 'connecting' } | { kind: 'live' } | { kind: 'behind'; seconds: number } | { kind: 'offline'; since: number }

export interface Evidence {
  connected: boolean
  /** When something last arrived, or a read that succeeded began; null: never. */
  heardAt: number | null
  /** The last request got no answer at all. */
  unanswered: boolean
  startedAt: number
}

export const liveWithinMs = 2_000

export const freshnessOf = ({ connected, heardAt, unanswered, startedAt }: Evidence, now: number): Freshness => {
  const silentMs = now - (heardAt ?? startedAt)
  if (unanswered && (!connected || silentMs >= liveWithinMs)) return { kind: 'offline', since: heardAt ?? startedAt }
  if (silentMs < liveWithinMs) return heardAt === null ? { kind: 'connecting' } : liveOrPolled(connected, silentMs)
  return { kind: 'behind', seconds: Math.floor(silentMs / 1000) }
}

/** What was just polled is fresh, yet nothing says what happens the next moment. */
const liveOrPolled = (connected: boolean, silentMs: number): Freshness =>
  connected ? { kind: 'live' } : { kind: 'behind', seconds: Math.floor(silentMs / 1000) }

const same = (one: Freshness, other: Freshness): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Gathers evidence and says, twice a second, how fresh the page is. */
export interface FreshnessMeter {
  readonly shown: Readonly<ShallowRef<Freshness>>
  connected(): void
  disconnected(): void
  heard(at?: number): void
  /** A request got no answer. */
  failed(): void
  start(): void
  stop(): void
}

const tickMs = 500

export const createFreshnessMeter = (now: () => number): FreshnessMeter => {
  const shown = shallowRef<Freshness>({ kind: 'connecting' })
  let evidence: Evidence = { connected: false, heardAt: null, unanswered: false, startedAt: now() }
  let timer: ReturnType<typeof setInterval> | undefined
  const show = () => {
    const next = freshnessOf(evidence, now())
    if (!same(next, shown.value)) shown.value = next
  }
  const note = (news: Partial<Evidence>) => {
    evidence = { ...evidence, ...news }
    show()
  }
  return {
    shown,
    connected: () => note({ connected: true, heardAt: now(), unanswered: false }),
    disconnected: () => note({ connected: false }),
    heard: (at = now()) => note({ heardAt: Math.max(at, evidence.heardAt ?? at), unanswered: false }),
    failed: () => note({ unanswered: true }),
    start() {
      clearInterval(timer)
      evidence = { connected: false, heardAt: null, unanswered: false, startedAt: now() }
      show()
      timer = setInterval(show, tickMs)
    },
    stop: () => clearInterval(timer),
  }
}
