import { pause, type Clock } from './clock.ts'
import type { Grant, SignedOutNotice } from './grant.ts'
import { createLeases } from './lease.ts'
import type { Locks, Platform } from './platform.ts'
import type { SignedOut } from './sessionClient.ts'
import type { Kept } from './storage/kept.ts'
import type { Told } from './authCalls.ts'

/** Nobody is signed in any more. */
export interface Leaving {
  order: number
  sessionId: string | null
  notice: SignedOutNotice | null
  why: SignedOut
  isEnded: boolean
}

/** What the tabs of one browser tell each other. Tokens pass from memory to memory. `order` as in `StoredSession`. */
export type TabMessage =
  | { kind: 'granted'; order: number; grant: Grant; aheadMs: number }
  /** The server was told of activity. */
  | { kind: 'told'; sessionId: string; told: Told }
  /** `sessionId`: only who holds this one is meant; null: everybody. */
  | ({ kind: 'left' } & Leaving)
  | { kind: 'signOutConfirmed' }
  /** The server did not answer a refresh: who waits for it need not ask as well. */
  | { kind: 'unanswered' }
  /** Heard by the one tab that follows the server for all. */
  | { kind: 'heard'; name: string; data: unknown }
  /** A tab that waited asks what the others hold. */
  | { kind: 'asked' }

export interface Tabs {
  /** Runs one at a time over all tabs. `waited`: another one ran meanwhile. */
  exclusively<Result>(name: string, run: (waited: boolean) => Promise<Result>): Promise<Result>
  /** Runs in one tab, for as long as that lives; then in another. What runs ends by itself when `signal` aborts. */
  lead(name: string, signal: AbortSignal, run: () => Promise<void>): Promise<void>
  tell(message: TabMessage): void
  /** Gives the other tabs time to say what they hold: their word may still be on its way when their lock is free already. */
  ask(): Promise<void>
  listen(listener: (message: TabMessage) => void): void
  close(): void
}

interface TabsNeeds {
  /** The same in tabs that share a session. */
  name: string
  kept: Kept
  clock: Clock
  platform: Platform
}

type Run<Result> = (waited: boolean) => Promise<Result>

/** One page or process without others: what is exclusive runs one after the other. */
export const lonelyTab = (): Tabs => {
  const last = new Map<string, Promise<unknown>>()
  return {
    exclusively<Result>(name: string, run: Run<Result>) {
      const before = last.get(name)
      const turn = Promise.resolve(before).then(() => run(before !== undefined))
      last.set(
        name,
        turn.catch(() => undefined),
      )
      return turn
    },
    lead: (_name, _signal, run) => run(),
    tell: () => {},
    ask: async () => {},
    listen: () => {},
    close: () => {},
  }
}

/** A lock that is not had within this time is taken as lost with a tab that sleeps. `attempt` makes the second refresh harmless. */
const lockWithinMs = 20_000

const withLocks = (locks: Locks, later: Clock['later']) => {
  /** Undefined: it did not get to run, within the time or at all. Where storage is forbidden, locks are too. */
  const request = async <Result>(
    name: string,
    options: { ifAvailable: boolean } | { signal: AbortSignal },
    run: () => Promise<Result>,
  ): Promise<{ result: Result } | undefined> => {
    let isHeld = false
    try {
      return await locks.request(name, options, async (lock) => {
        if (lock === null) return undefined
        isHeld = true
        return { result: await run() }
      })
    } catch (error) {
      if (isHeld) throw error
      return undefined
    }
  }
  return async <Result>(name: string, run: Run<Result>): Promise<Result> => {
    const waiting = new AbortController()
    const cancel = later(lockWithinMs, () => waiting.abort())
    const runNow = (waited: boolean) => () => {
      cancel()
      return run(waited)
    }
    const done =
      (await request(name, { ifAvailable: true }, runNow(false))) ??
      (await request(name, { signal: waiting.signal }, runNow(true)))
    return done === undefined ? run(true) : done.result
  }
}

const answerWithinMs = 50

/**
 * Where there are no Web Locks, a lease in the storage stands in for them. `clock` goes on when the client is disposed of: what is under
 * way comes to its end, and holds no other tab up.
 */
export const browserTabs = ({ name, kept, clock, platform }: TabsNeeds): Tabs => {
  let channel = platform.openChannel(name)
  let isOpen = true
  const { locks, randomId } = platform
  const exclusively = locks === undefined ? createLeases({ kept, clock, randomId }) : withLocks(locks, clock.later)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel never leaves its origin
  const tell = (message: TabMessage) => channel?.postMessage(message)
  return {
    async exclusively(what, run) {
      const runNow = async (waited: boolean) => (isOpen ? { result: await run(waited) } : null)
      const done = await exclusively(`${name}.${what}`, runNow)
      // It was disposed of while it waited: nothing more happens here.
      return done === null ? new Promise<never>(() => {}) : done.result
    },
    async lead(what, signal, run) {
      try {
        await locks?.request(`${name}.${what}`, { signal }, run)
      } catch {
        // Locks are forbidden here.
      }
      await run()
    },
    tell,
    ask() {
      tell({ kind: 'asked' })
      return pause(clock.later, answerWithinMs)
    },
    listen: (listener) => channel?.addEventListener('message', ({ data }) => listener(data as TabMessage)),
    close() {
      isOpen = false
      channel?.close()
      // What is under way may still have something to tell.
      channel = null
    },
  }
}
