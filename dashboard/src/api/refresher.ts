import type { AccessDependencies } from './access.ts'
import { createAlarm } from './alarm.ts'
import type { Grant } from './grant.ts'
import { endsAt, lastsToTheEnd } from './idleTime.ts'
import type { Presence } from './presence.ts'
import { ApiError, isUnanswered } from './problem.ts'

/** What the refresher needs of the part that holds the token. */
export interface Holder {
  current(): Grant | null
  tenant(): string | null
  isForbidden(): boolean
  presence: Pick<Presence, 'touches' | 'isUntold' | 'told'>
  onGrant(grant: Grant): void
  /** Called when the server says that this browser is no longer signed in. */
  onRefusal(error: ApiError): void
  /** Called when the server did not answer. The refresher asks again by itself. */
  onUnanswered(error: ApiError): void
}

export interface Refresher {
  /** Resolves after one try, answered or not. Never rejects. */
  refresh(): Promise<void>
  /** Renews before the grant's token expires, or asks after the session's end whether it has ended. */
  schedule(grant: Grant): void
  cancel(): void
}

/** Where this refresh's `attempt` is kept until it is answered, so that the server does not take a repeat for a thief's. */
const attemptKey = 'rollcall.attempt'
const lock = 'rollcall.refresh'
const pausesMs = [1_000, 2_000, 5_000, 10_000, 30_000]
/** setTimeout takes at most 31 bits of milliseconds. */
const longestTimerMs = 2 ** 31 - 1

/** Renews a tenth of the remaining time before the end, at least 30 s, so that a sleeping tab's slow timers are still in time. */
const renewInMs = (grant: Grant, now: number, random: number): number => {
  const leftMs = Date.parse(grant.accessExpiresAt) - now
  const spareMs = Math.max(30_000, leftMs / 10)
  return Math.max(1_000, leftMs - spareMs - random * Math.min(10_000, leftMs / 20))
}

const afterEndMs = 1_000

export const createRefresher = (dependencies: AccessDependencies, holder: Holder): Refresher => {
  const { calls, memory, tabs, clock, later, random, randomId } = dependencies
  const alarm = createAlarm(later)
  let running: Promise<void> | null = null
  let unanswered = 0

  const attempt = (): string => {
    const id = memory.read<string>(attemptKey) ?? randomId()
    memory.write(attemptKey, id)
    return id
  }
  const again = (error: ApiError) => {
    const pause = pausesMs[Math.min(unanswered, pausesMs.length - 1)] ?? 1_000
    unanswered += 1
    alarm.set(Math.max(pause, (error.retryAfterSeconds ?? 0) * 1000), () => void refresh())
  }
  const answered = () => {
    unanswered = 0
    memory.forget(attemptKey)
  }
  const ask = async (tenant: string): Promise<void> => {
    const { presence } = holder
    const touches = presence.touches()
    try {
      const grant = await calls.refresh({ tenant, attempt: attempt(), active: presence.isUntold() })
      presence.told(touches)
      answered()
      if (!holder.isForbidden()) holder.onGrant(grant)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (isUnanswered(error) || error.status === 429) {
        holder.onUnanswered(error)
        return again(error)
      }
      answered()
      holder.onRefusal(error)
    }
  }
  /** Refreshes when no other tab does. A tab that had to wait finds the token of the first one. */
  const run = async (): Promise<void> => {
    const before = holder.current()?.accessToken
    await tabs.exclusively(lock, async () => {
      const tenant = holder.tenant()
      const after = holder.current()?.accessToken
      if (after !== before || tenant === null || holder.isForbidden()) return
      await ask(tenant)
    })
  }
  const refresh = (): Promise<void> => {
    running ??= run().finally(() => {
      running = null
    })
    return running
  }
  return {
    refresh,
    schedule(grant) {
      unanswered = 0
      const now = clock.now()
      const inMs = lastsToTheEnd(grant) ? endsAt(grant.session) - now + afterEndMs : renewInMs(grant, now, random())
      alarm.set(Math.min(longestTimerMs, inMs), () => void refresh())
    },
    cancel: alarm.clear,
  }
}
