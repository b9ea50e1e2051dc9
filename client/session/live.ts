import { createAlarm } from './alarm.ts'
import type { Clock } from './clock.ts'
import type { Http } from './http.ts'
import { serverEvents } from './serverEvents.ts'
import type { SessionClientOptions } from './sessionClient.ts'
import type { Tabs } from './tabs.ts'

/** Hears of what happens to the session while nobody makes a request. One tab does so for all. */
export interface Live {
  /** Follows this session, and the one before no more; null: none. */
  follow(sessionId: string | null): void
  /** Follows nothing any more. */
  stop(): void
  /** The machine woke or came online: asks at once. */
  wake(): void
}

interface LiveNeeds {
  mode: Exclude<SessionClientOptions['live'], undefined>
  pollMs: number
  http: Http
  tabs: Tabs
  clock: Clock
  random(): number
  token(): Promise<string | null>
  /** Asks how the session is. Rejects as the stream does. */
  poll(accessToken: string): Promise<unknown>
  onEvent(name: string, data: unknown): void
  /** The server refused the token or did not answer. */
  onFailure(error: unknown, accessToken: string): Promise<void>
}

/** The server says something each second. */
const silenceMs = 6_000
const connectWithinMs = 15_000
const pausesMs = [0, 1_000, 2_000, 5_000, 10_000, 30_000]
/** Behind something that holds back what the server sends, a stream is opened in vain so often. */
const mostVain = 3

export const createLive = ({ mode, pollMs, http, tabs, clock, random, token, ...needs }: LiveNeeds): Live => {
  const { later } = clock
  let isStopped = false
  let followed: string | null = null
  let following = new AbortController()
  let canStream = mode === 'stream'
  let failures = 0
  let vain = 0
  /** Up to where this tab was told, of the session that is followed. */
  let since: string | null = null
  let wakeUp = () => {}

  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = later(ms, resolve)
      wakeUp = () => {
        cancel()
        resolve()
      }
    })
  const stream = async (accessToken: string, signal: AbortSignal) => {
    const cut = new AbortController()
    const watchdog = createAlarm(later)
    const abort = () => cut.abort()
    signal.addEventListener('abort', abort)
    watchdog.set(connectWithinMs, abort)
    vain += 1
    try {
      const path = `/v1/me/events${since ? `?since=${since}` : ''}`
      const opening = http.open(path, { accessToken, signal: cut.signal })
      // A refusal holds nothing back, nor does a server that is away.
      opening.catch(() => {
        if (!cut.signal.aborted) vain -= 1
      })
      const { body } = await opening
      if (!body) return void (canStream = false)
      for await (const { name, data, id } of serverEvents(body)) {
        vain = 0
        failures = 0
        watchdog.set(silenceMs, abort)
        if (signal.aborted) return
        if (name !== 'beat') needs.onEvent(name, data)
        since = id ?? since
      }
    } finally {
      watchdog.clear()
      signal.removeEventListener('abort', abort)
      cut.abort()
    }
  }
  const hearOnce = async (signal: AbortSignal): Promise<void> => {
    const accessToken = await token()
    if (accessToken === null || signal.aborted) return
    try {
      if (vain >= mostVain) canStream = false
      if (canStream) await stream(accessToken, signal)
      else await needs.poll(accessToken)
      failures = 0
    } catch (error) {
      failures += 1
      if (!signal.aborted) await needs.onFailure(error, accessToken)
    }
  }
  const pauseMs = () =>
    Math.max(canStream ? random() * 1_000 : pollMs, pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 0)
  const goOn = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await hearOnce(signal)
      if (!signal.aborted) await rest(pauseMs())
    }
  }
  const follow = (sessionId: string | null) => {
    if (isStopped || mode === 'off' || sessionId === followed) return
    followed = sessionId
    since = null
    following.abort()
    wakeUp()
    if (sessionId === null) return
    following = new AbortController()
    const { signal } = following
    void tabs.lead('live', signal, () => goOn(signal))
  }
  return {
    follow,
    stop() {
      follow(null)
      isStopped = true
    },
    wake: () => wakeUp(),
  }
}
