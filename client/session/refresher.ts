import type { AccessHolder } from './accessState.ts'
import { createAlarm } from './alarm.ts'
import type { AuthCalls, Presented } from './authCalls.ts'
import type { Clock, ServerClock } from './clock.ts'
import type { Grant } from './grant.ts'
import { lastsToTheEnd } from './idleTime.ts'
import type { Presence } from './presence.ts'
import { ApiError, unreachable } from './problem.ts'
import type { SignOutMarks } from './signOutMark.ts'
import type { Kept } from './storage/kept.ts'
import type { SessionStore, StoredSession } from './storage/storedSession.ts'
import type { Tabs } from './tabs.ts'
import { nextRefreshAt } from './tokenTimes.ts'

export interface RefresherNeeds {
  calls: Pick<AuthCalls, 'refresh'>
  kept: Kept
  /** Where a refresh's `attempt` is kept until it is answered, so that the server does not take a repeat for a thief's. */
  attemptKey: string
  store: SessionStore
  marks: SignOutMarks
  tabs: Tabs
  clock: Clock
  serverClock: ServerClock
  random(): number
  randomId(): string
  spareMs: number
  holder: AccessHolder
  presence: Pick<Presence, 'touches' | 'isUntold' | 'told'>
  adopt(grant: Grant, order: number): boolean
  /** Takes over what the server gave, for all tabs. Resolves once it is stored. */
  onGrant(grant: Grant, order: number): Promise<void>
  /** Called when the server says that nobody is signed in any more. */
  onRefusal(error: ApiError, order: number): Promise<void>
}

export interface Refresher {
  /** Gets a token in place of `refused`, or of the present one. Resolves after one try, answered or not. */
  refresh(refused?: string): Promise<void>
  /** The server did not answer, and is asked again after a pause. */
  isPausing(): boolean
  /** Renews before the grant's token expires, or asks after the session's end whether it has ended. */
  schedule(grant: Grant): void
  /** The server did not answer another tab. */
  unansweredElsewhere(): void
  cancel(): void
}

const pausesMs = [1_000, 2_000, 5_000, 10_000, 30_000]
/** What the server takes: with anything else in the storage it would never answer. */
const attemptPattern = /^[\w-]{22,64}$/
/** Devices that were signed in at one moment do not all ask at one moment. */
const spreadMs = 10_000

/**
 * Whether an error leaves open how the session is. Only Rollcall's own 401 ends it: proxies, hotels and wrong configurations answer all
 * kinds of things.
 */
const leavesOpen = ({ status, code }: ApiError): boolean => status !== 401 || code === 'unreadable'

export const createRefresher = (needs: RefresherNeeds): Refresher => {
  const { calls, kept, attemptKey, store, marks, tabs, clock, serverClock, holder, presence } = needs
  const alarm = createAlarm(clock.later)
  let running: Promise<void> | null = null
  let unanswered = 0
  let elsewhere = 0

  const attempt = async (): Promise<string> => {
    const known = await kept.read<unknown>(attemptKey)
    const id = typeof known === 'string' && attemptPattern.test(known) ? known : needs.randomId()
    await kept.write(attemptKey, id)
    return id
  }
  const again = (error: ApiError) => {
    const pause = pausesMs[Math.min(unanswered, pausesMs.length - 1)] ?? 0
    unanswered += 1
    holder.wonder(error)
    alarm.set(Math.max(pause, (error.retryAfterSeconds ?? 0) * 1000), () => void refresh())
  }
  /** Another tab may have got the successor, and this one's token been refused for it. */
  const onRefusal = async (error: ApiError, order: number, presented: StoredSession | null) => {
    const stored = await store.read()
    if (stored?.grant !== undefined && stored.order > (presented?.order ?? 0)) needs.adopt(stored.grant, stored.order)
    else await needs.onRefusal(error, order)
  }
  const ask = async (presented: Presented, stored: StoredSession | null): Promise<void> => {
    const order = holder.next(stored?.order)
    const touches = presence.touches()
    try {
      const grant = await calls.refresh({ ...presented, attempt: await attempt(), active: presence.isUntold() })
      presence.told(touches)
      // Stored before the attempt is forgotten: who is stopped in between repeats it and gets the same tokens.
      if ((await marks.read()) === null) await needs.onGrant(grant, order)
      await kept.forget(attemptKey)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (leavesOpen(error)) {
        tabs.tell({ kind: 'unanswered' })
        return again(error)
      }
      await kept.forget(attemptKey)
      await onRefusal(error, order, stored)
    }
  }
  const isFresh = (grant: Grant) => nextRefreshAt(grant, needs.spareMs) > serverClock.now()
  /** Whether another tab has got a token in place of `refused`, which this one then has too. */
  const isDone = (refused: string | undefined, stored: StoredSession | null): boolean => {
    const grant = stored?.grant
    if (grant !== undefined && grant.accessToken !== refused && isFresh(grant)) needs.adopt(grant, stored?.order ?? 0)
    const held = holder.grant()
    return held !== null && held.accessToken !== refused && isFresh(held)
  }
  const inTurn = async (refused: string | undefined, waited: boolean, before: number): Promise<void> => {
    if (waited && !isDone(refused, null)) await tabs.ask()
    const stored = await store.read()
    if (isDone(refused, stored)) return
    if (waited && elsewhere > before) return again(unreachable())
    const newest = stored !== null && stored.order > holder.order() ? stored.grant : holder.grant()
    const tenant = newest?.tenant.slug ?? stored?.tenant.slug
    if (tenant === undefined || (await marks.read()) !== null) return void holder.leave(null, holder.next())
    const refreshToken = newest?.refreshToken ?? stored?.grant?.refreshToken
    await ask({ tenant, refreshToken }, stored)
  }
  /** Refreshes when no other tab does. A tab that had to wait finds the token of the first one. */
  const run = async (refused = holder.grant()?.accessToken): Promise<void> => {
    const before = elsewhere
    await tabs.exclusively('refresh', (waited) => inTurn(refused, waited, before))
  }
  const refresh = (refused?: string): Promise<void> => {
    running ??= run(refused).finally(() => {
      running = null
    })
    return running
  }
  return {
    refresh,
    schedule(grant) {
      unanswered = 0
      const inMs = nextRefreshAt(grant, needs.spareMs) - serverClock.now()
      const spread = lastsToTheEnd(grant) ? 0 : needs.random() * Math.min(spreadMs, inMs / 20)
      alarm.set(Math.max(1_000, inMs - spread), () => void refresh())
    },
    unansweredElsewhere: () => void (elsewhere += 1),
    isPausing: () => unanswered > 0,
    cancel: alarm.clear,
  }
}
