import { limitsOf, type RetentionLimits } from '#events/retention/limitsOf.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { sleep } from '#services/ambient/sleep.ts'
import type { Logger } from '#services/logging/logger.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Retirement } from '#services/ports/retention.ts'
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

/** What is done for one tenant until nothing is due. */
interface Pass {
  readonly tenantId: string
  readonly limits: RetentionLimits
  removed: Removed
}

type Removed = Retirement['removed']
const plus = (one: Removed, other: Removed): Removed => ({
  sessions: one.sessions + other.sessions,
  entries: one.entries + other.entries,
  minutes: one.minutes + other.minutes,
  quarters: one.quarters + other.quarters,
})

const restFactor = 4

const nothing: Removed = { sessions: 0, entries: 0, minutes: 0, quarters: 0 }

/** Views that are behind are not made slower: the rest is for the next time. */
const orLater = (error: unknown): 'later' => {
  if (error instanceof CodedError && error.code === 'view-behind') return 'later'
  throw error
}

/**
 * Retires what is due of every tenant, a step of each in turn, so that one with a long history holds up no other. After each step it rests for
 * four times as long as the step took: nobody is to wait for what could as well leave a minute later.
 */
export const retireRecords = (needs: RetentionNeeds) => {
  const { tenants, ambient, now, logger } = needs
  const step = retireStep(needs)
  const retire = async (pass: Pass, signal: AbortSignal): Promise<'more' | 'done' | 'later'> => {
    const begun = now()
    const due = await step(pass.tenantId, pass.limits).catch(orLater)
    if (due === null) return 'done'
    if (due === 'later') return due
    pass.removed = plus(pass.removed, due.removed)
    await sleep(restFactor * (now() - begun), signal)
    return 'more'
  }
  const tell = ({ tenantId, limits, removed }: Pass): void => {
    if (removed !== nothing) logger.info('records left the views', { tenantId, ...limits, ...removed })
  }
  /** Answers whether nothing is due any more. What fails for one tenant is thrown when all others have had their turn. */
  return async (signal: AbortSignal): Promise<boolean> => {
    const failures: unknown[] = []
    const take = (pass: Pass): Promise<'more' | 'done' | 'later'> =>
      retire(pass, signal).catch((error: unknown) => {
        failures.push(error)
        return 'later'
      })
    let isAll = true
    let passes = (await tenants()).map(({ tenantId, retention }): Pass => {
      return { tenantId, limits: limitsOf(retention, ambient.clock.now()), removed: nothing }
    })
    while (passes.length > 0) {
      const going: Pass[] = []
      for (const pass of passes) {
        const came = signal.aborted ? 'later' : await take(pass)
        if (came === 'more') going.push(pass)
        else tell(pass)
        if (came === 'later') isAll = false
      }
      passes = going
    }
    if (failures.length > 0) throw failures[0]
    return isAll
  }
}
