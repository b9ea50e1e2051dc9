import { createTime, settle, type FakeTime } from '../../../support/fakeTime.ts'
import { sessionClientOn } from '../../../../client/session/createSessionClient.ts'
import type { Channel, Locks, Platform } from '../../../../client/session/platform.ts'
import type { SessionClient, SessionClientOptions } from '../../../../client/session/sessionClient.ts'
import type { KeyValueStorage } from '../../../../client/session/storage/keyValueStorage.ts'
import { createServer } from './fakeServer.ts'

export const settled = async (): Promise<void> => {
  // Bodies of requests and answers come by way of timers of Node's own.
  for (let turn = 0; turn < 4; turn += 1) {
    await settle()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Web Locks: granted one after the other. */
const createLocks = (): Locks => {
  const queues = new Map<string, (() => void)[]>()
  const free = (name: string) => {
    const queue = queues.get(name)
    const next = queue?.shift()
    if (next === undefined) queues.delete(name)
    else next()
  }
  return {
    async request(name, { ifAvailable, signal }, run) {
      if (queues.has(name)) {
        if (ifAvailable === true) return run(null)
        await new Promise<void>((resolve, reject) => {
          const queue = queues.get(name) ?? []
          queue.push(resolve)
          signal?.addEventListener('abort', () => {
            const at = queue.indexOf(resolve)
            if (at >= 0) queue.splice(at, 1)
            if (at >= 0) reject(new DOMException('aborted', 'AbortError'))
          })
        })
      } else queues.set(name, [])
      try {
        return await run({ name })
      } finally {
        free(name)
      }
    },
  }
}

/** What the tabs of a browser say to each other. A frozen tab hears it when it thaws. */
const createChannels = () => {
  const open = new Set<{ name: string; tab: Tab; listener: (event: { data: unknown }) => void }>()
  return (tab: Tab) =>
    (name: string): Channel => {
      let isOpen = true
      const own = new Set<typeof open extends Set<infer One> ? One : never>()
      return {
        postMessage(message) {
          if (!isOpen) throw new DOMException('closed', 'InvalidStateError')
          const data: unknown = structuredClone(message)
          for (const one of open) if (one.name === name && one.tab !== tab) one.tab.hears(() => one.listener({ data }))
        },
        addEventListener(_, listener) {
          const one = { name, tab, listener }
          own.add(one)
          open.add(one)
        },
        close() {
          isOpen = false
          for (const one of own) open.delete(one)
        },
      }
    }
}

interface Tab {
  hears(run: () => void): void
}

export const mapStorage = (stored = new Map<string, string>()): KeyValueStorage & { stored: Map<string, string> } => ({
  stored,
  isShared: true,
  getItem: (key) => stored.get(key) ?? null,
  setItem: (key, value) => void stored.set(key, value),
  removeItem: (key) => void stored.delete(key),
})

export interface OpenedTab {
  client: SessionClient
  signedOut: { cause: string; message: string | null }[]
  ended: string[]
  warned: string[]
  others: string[]
  freeze(): void
  thaw(): void
  wake(): void
}

export interface Browser {
  time: FakeTime
  server: ReturnType<typeof createServer>
  storage: ReturnType<typeof mapStorage>
  openTab(options?: Partial<SessionClientOptions>): OpenedTab
  pass(ms: number): Promise<void>
  /** Lets time pass until a promise is kept. */
  until<Result>(promise: Promise<Result>): Promise<Result>
}

/** As where storage is forbidden. */
const forbiddenLocks: Locks = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) }

interface BrowserOptions {
  hasLocks?: boolean | 'forbidden'
  hasChannel?: boolean
}

export const createBrowser = ({ hasLocks = true, hasChannel = true }: BrowserOptions = {}): Browser => {
  const time = createTime()
  const server = createServer(time)
  const storage = mapStorage()
  const locks = createLocks()
  const channels = createChannels()
  let ids = 0
  const openTab = (options: Partial<SessionClientOptions> = {}): OpenedTab => {
    let held: (() => void)[] | null = null
    const tab: Tab = {
      hears: (run) => queueMicrotask(() => (held === null ? run() : void held.push(run))),
    }
    const wakers = new Set<() => void>()
    const platform: Platform = {
      isBrowser: true,
      locks: hasLocks === 'forbidden' ? forbiddenLocks : hasLocks ? locks : undefined,
      openChannel: (name) => (hasChannel ? channels(tab)(name) : null),
      pageOrigin: 'https://shop.test',
      isLocalStorage: () => false,
      watchWaking(onWake) {
        wakers.add(onWake)
        return () => void wakers.delete(onWake)
      },
      random: () => 0,
      randomId: () => `id-${(ids += 1)}`.padStart(32, '0'),
    }
    const client = sessionClientOn(platform, {
      baseUrl: 'https://rollcall.test',
      tenant: 'acme',
      client: 'web',
      storage,
      clock: { now: time.now, later: (ms, run) => time.later(ms, () => tab.hears(run)) },
      async fetch(...request) {
        const answer = await server.fetch(...request).catch((error: unknown) => ({ error }))
        // A frozen tab takes note of an answer when it thaws.
        await new Promise<void>((resolve) => tab.hears(resolve))
        if (answer instanceof Response) return answer
        throw answer.error
      },
      apiOrigins: ['https://api.test'],
      device: () => ({}),
      live: 'off',
      ...options,
    })
    const opened: OpenedTab = {
      client,
      signedOut: [],
      ended: [],
      warned: [],
      others: [],
      freeze: () => void (held ??= []),
      thaw() {
        const late = held ?? []
        held = null
        for (const run of late) run()
      },
      wake: () => wakers.forEach((wake) => wake()),
    }
    client.onSignedOut((event) => void opened.signedOut.push(event))
    client.onEnded(({ cause }) => void opened.ended.push(cause))
    client.onWarning(({ kind }) => void opened.warned.push(kind))
    client.onOtherPerson(({ user }) => void opened.others.push(user.email))
    return opened
  }
  const pass = async (ms: number) => {
    await settled()
    await time.pass(ms, settled)
    await settled()
  }
  const until = async <Result>(promise: Promise<Result>): Promise<Result> => {
    let isOver = false
    const end = () => void (isOver = true)
    promise.then(end, end)
    for (await settled(); !isOver;) await pass(10)
    return promise
  }
  return { time, server, storage, openTab, pass, until }
}

export const credentials = { email: 'ann@acme.test', password: 'correct horse', remember: true }
export const minutes = (count: number) => count * 60_000

export const tokenIn = ({ client }: OpenedTab): string | null => {
  const state = client.state()
  return state.kind === 'signedIn' ? state.grant.accessToken : null
}
export const kindIn = ({ client }: OpenedTab) => client.state().kind

/** A browser with one tab, in which Ann has signed in. */
export const signedInTab = async (options: Partial<SessionClientOptions> = {}, browser = createBrowser()) => {
  const tab = browser.openTab(options)
  await settled()
  await browser.until(tab.client.signIn(credentials))
  await settled()
  return { ...browser, tab }
}
