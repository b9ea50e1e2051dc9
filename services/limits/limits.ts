import { CodedError } from '#services/ports/errors.ts'
import type { Allowance, LimitState } from '#services/http/edge.ts'
import type { LimitClass } from '#services/http/route.ts'
import { callLimits } from './callLimits.ts'
import type { GatheredCounters } from './gatheredCounters.ts'
import type { KnownOrigins } from './knownOrigins.ts'
import type { LimitSettings } from './limitDefaults.ts'
import { secondFactorLimit } from './secondFactorLimit.ts'
import { limiters, type Count } from './limiters.ts'
import { limitDigest, type LimitKeys, personOf } from './limitKeys.ts'
import { signInLimit } from './signInLimit.ts'
import { waitingRoom } from './waitingRoom.ts'

export interface Limits {
  /** Counts a call before any work is done for it. @throws CodedError rate-limited */
  consume(limit: LimitClass, keys: LimitKeys): Promise<Allowance | null>
}

export interface LimitsNeeds {
  settings: LimitSettings
  counters: GatheredCounters
  known: KnownOrigins
  masterKey: Buffer
  pause: (milliseconds: number) => Promise<void>
  /** For metrics. */
  onRefused?: (limit: LimitClass) => void
}

const remainingOf = ({ limit, consumed }: Count): number => Math.max(0, limit - consumed)
const seconds = (count: Count): number => Math.ceil(count.msLeft / 1_000)

/** The state of the counter that is closest to its limit. */
const tightest = (counts: readonly Count[]): LimitState | null => {
  const [first] = counts.toSorted((one, other) => remainingOf(one) - remainingOf(other))
  return first === undefined
    ? null
    : { limit: first.limit, remaining: remainingOf(first), resetSeconds: seconds(first) }
}

const refusal = (counts: readonly Count[]): CodedError => {
  const refusing = counts.filter((each) => each.refused).toSorted((one, other) => other.msLeft - one.msLeft)
  const limit = tightest(refusing)
  const retryAfterSeconds = Math.max(1, limit?.resetSeconds ?? 0)
  return new CodedError('rate-limited', {
    detail: `Too many requests. Try again in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
    ...(limit === null ? {} : { limit }),
  })
}

const nothing = async (): Promise<void> => undefined
const settled: Omit<Allowance, 'state'> = { isKnown: true, giveBack: nothing, hold: nothing, succeed: nothing }

/** So one tenant takes half of the waiting room alone, and there is always room for the next one. */
const asManyAsAreFree = (free: number): number => free
/** A person who starts sessions without end starts two at a time. */
const fewOfEach = (free: number): number => Math.min(2, free)

/**
 * Counts sign-ins, endings, commands and refreshes with a token that is not authentic in PostgreSQL, for all processes
 * together. Counts reads, activity, calls of applications and a session's own refreshes in this process alone.
 */
export const limits = ({ settings, counters, known, masterKey, pause, onRefused }: LimitsNeeds): Limits => {
  const byName = limiters(settings, counters)
  const digest = limitDigest(masterKey)
  const signIn = signInLimit(byName, known, digest)
  const secondFactor = secondFactorLimit(byName, known, digest)
  const counting = callLimits(byName, digest)
  const holdBackStrangers = waitingRoom(pause, asManyAsAreFree)
  const holdBackPerson = waitingRoom(pause, fewOfEach)

  const refuse = (limit: LimitClass, deciding: readonly Count[]): never => {
    onRefused?.(limit)
    throw refusal(deciding)
  }

  const consumeSignIn = async (keys: LimitKeys): Promise<Allowance> => {
    const { refused, deciding, waitMs, startsBy, startsWaitMs, ...verdict } = await signIn.consume(keys)
    if (refused) return refuse('signIn', deciding)
    const [tenant = ''] = personOf(keys) ?? []
    if (!(await holdBackStrangers(tenant, waitMs)) || !(await holdBackPerson(startsBy ?? '', startsWaitMs))) {
      await verdict.giveBack()
      refuse('signIn', [])
    }
    return { state: tightest(deciding), ...verdict }
  }

  const consumeSecondFactor = async (keys: LimitKeys): Promise<Allowance> => {
    const { deciding, ...allowance } = await secondFactor(keys)
    if (deciding.some((each) => each.refused)) refuse('secondFactor', deciding)
    return { state: tightest(deciding), ...allowance }
  }

  return {
    consume: async (limit, keys) => {
      if (limit === 'none') return null
      if (limit === 'signIn') return consumeSignIn(keys)
      if (limit === 'secondFactor') return consumeSecondFactor(keys)
      const deciding = await counting[limit](keys)
      if (deciding.some((each) => each.refused)) refuse(limit, deciding)
      return { state: tightest(deciding), ...settled }
    },
  }
}
