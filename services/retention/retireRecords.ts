import type { Policy } from '#events/tenant/policy/sections.ts'
import type { Clock } from '#services/ambient/clock.ts'
import { sleep } from '#services/ambient/sleep.ts'
import type { Logger } from '#services/logging/logger.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Retirement } from '#services/ports/retention.ts'
import { limitsOf } from './limitsOf.ts'
import { retireStep, type RetireNeeds } from './retireStep.ts'

export interface RetainedTenant {
  tenantId: string
  retention: Policy['retention']
}

export interface RetentionNeeds extends RetireNeeds {
  /** Those that do not keep everything. */
  tenants: () => Promise<readonly RetainedTenant[]>
  /** Milliseconds, monotonic. */
  now: () => number
  logger: Logger
}

type Removed = Retirement['removed']
const plus = (one: Removed, other: Removed): Removed => ({
  sessions: one.sessions + other.sessions,
  entries: one.entries + other.entries,
  minutes: one.minutes + other.minutes,
  quarters: one.quarters + other.quarters,
})
const nothing: Removed = { sessions: 0, entries: 0, minutes: 0, quarters: 0 }

/** Views that are behind are not made slower: the rest is for the next time. */
const notNow = (error: unknown): null => {
  if (error instanceof CodedError && error.code === 'view-behind') return null
  throw error
}

/**
 * Retires what is due of every tenant, a step after the other. Between two steps it rests for as long as the step took, so that the views get
 * at least as much time for what happens meanwhile.
 */
export const retireRecords = (needs: RetentionNeeds) => {
  const { tenants, ambient, now, logger } = needs
  const step = retireStep(needs)
  const retire = async ({ tenantId, retention }: RetainedTenant, clock: Clock, signal: AbortSignal): Promise<void> => {
    const limits = limitsOf(retention, clock.now())
    let removed = nothing
    while (!signal.aborted) {
      const begun = now()
      const due = await step(tenantId, limits).catch(notNow)
      if (due === null) break
      removed = plus(removed, due.removed)
      await sleep(now() - begun, signal)
    }
    if (removed !== nothing) logger.info('records left the views', { tenantId, ...limits, ...removed })
  }
  return async (signal: AbortSignal): Promise<void> => {
    for (const tenant of await tenants()) if (!signal.aborted) await retire(tenant, ambient.clock, signal)
  }
}
