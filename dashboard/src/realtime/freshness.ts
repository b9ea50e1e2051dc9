import { shallowRef, type ShallowRef } from 'vue'

/**
 * Live: frames or beats come. Behind: none for a while, or only what polling finds. Offline: nothing answers.
 * `since` in milliseconds since the epoch, by the server's clock.
 */
export type Freshness =
  { kind: 'connecting' } | { kind: 'live' } | { kind: 'behind'; seconds: number } | { kind: 'offline'; since: number }

/** Moments in milliseconds since the epoch; null: never. */
export interface Evidence {
  connected: boolean
  /** When the socket last said something. */
  toldAt: number | null
  /** When the last read that succeeded began. */
  readAt: number | null
  /** The last request got no answer at all. */
  unanswered: boolean
  startedAt: number
}

/** Beats come each second. */
const beatsWithinMs = 2_000

const isLive = ({ connected, toldAt }: Evidence, now: number, withinMs: number): boolean =>
  connected && toldAt !== null && now - toldAt < withinMs

/** `withinMs`: how old the socket's last word may be on a live page. */
export const freshnessOf = (evidence: Evidence, now: number, withinMs = beatsWithinMs): Freshness => {
  const { toldAt, readAt, unanswered, startedAt } = evidence
  if (isLive(evidence, now, withinMs)) return { kind: 'live' }
  const knownAt = Math.max(toldAt ?? startedAt, readAt ?? startedAt)
  if (unanswered) return { kind: 'offline', since: knownAt }
  if (toldAt === null && now - startedAt < withinMs) return { kind: 'connecting' }
  return { kind: 'behind', seconds: Math.floor((now - knownAt) / 1000) }
}

const same = (one: Freshness, other: Freshness): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Gathers evidence and says, twice a second, how fresh the page is. */
export interface FreshnessMeter {
  readonly shown: Readonly<ShallowRef<Freshness>>
  connected(): void
  disconnected(): void
  /** The socket said something. */
  told(): void
  /** A read that began then succeeded. */
  read(begunAt: number): void
  /** A request got no answer. */
  failed(): void
  start(): void
  stop(): void
}

const tickMs = 500

export const createFreshnessMeter = (now: () => number, withinMs = beatsWithinMs): FreshnessMeter => {
  const nothing = (): Evidence => ({
    connected: false,
    toldAt: null,
    readAt: null,
    unanswered: false,
    startedAt: now(),
  })
  const shown = shallowRef<Freshness>({ kind: 'connecting' })
  let evidence = nothing()
  let timer: ReturnType<typeof setInterval> | undefined
  const show = () => {
    const next = freshnessOf(evidence, now(), withinMs)
    if (!same(next, shown.value)) shown.value = next
  }
  const note = (news: Partial<Evidence>) => {
    evidence = { ...evidence, ...news }
    show()
  }
  return {
    shown,
    connected: () => note({ connected: true, toldAt: now(), unanswered: false }),
    disconnected: () => note({ connected: false }),
    told: () => note({ toldAt: now(), unanswered: false }),
    read: (begunAt) => note({ readAt: Math.max(begunAt, evidence.readAt ?? begunAt), unanswered: false }),
    failed: () => note({ unanswered: true }),
    start() {
      clearInterval(timer)
      evidence = nothing()
      show()
      timer = setInterval(show, tickMs)
    },
    stop: () => clearInterval(timer),
  }
}
