import type { AccessDependencies } from './access.ts'
import { createAlarm } from './alarm.ts'
import type { Grant } from './grant.ts'
import { ApiError, isUnanswered } from './problem.ts'

/** What the refresher asks of whoever holds the token. */
export interface Holder {
  current(): Grant | null
  tenant(): string | null
  isForbidden(): boolean
  onGrant(grant: Grant): void
  /** Answered: this browser is not signed in any more. */
  onRefusal(error: ApiError): void
  /** No answer; it is asked again. */
  onUnanswered(error: ApiError): void
}

export interface Refresher {
  /** Resolves when answered, or after one try that was not. Never rejects. */
  refresh(): Promise<void>
  /** Renews before the grant's token expires. */
  schedule(grant: Grant): void
  cancel(): void
}

/** Names this try at a refresh until it is answered, so that a lost answer is not taken for a thief. */
const attemptKey = 'rollcall.attempt'
const lock = 'rollcall.refresh'
const pausesMs = [1_000, 2_000, 5_000, 10_000, 30_000]
/** setTimeout takes 31 bits. */
const longestTimerMs = 2 ** 31 - 1

/** A tenth of the lifetime before the end, at least 30 s, so that a sleeping tab's slow timers still make it. */
const renewInMs = (grant: Grant, now: number, random: number): number => {
  const leftMs = Date.parse(grant.accessExpiresAt) - now
  const spareMs = Math.max(30_000, leftMs / 10)
  return Math.min(longestTimerMs, Math.max(1_000, leftMs - spareMs - random * Math.min(10_000, leftMs / 20)))
}

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
    try {
      const grant = await calls.refresh({ tenant, attempt: attempt() })
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
  /** Waits its turn among the tabs; whoever comes second finds the first one's token. */
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
      alarm.set(renewInMs(grant, clock.now(), random()), () => void refresh())
    },
    cancel: alarm.clear,
  }
}
