import { CodedError } from '#services/ports/errors.ts'
import { type Share, shares } from './shares.ts'
import { type Asker, type Waiting, waitingLine } from './waitingLine.ts'

export interface FairTurns {
  /** @throws CodedError busy, or rate-limited, when somebody who asks now would wait longer than the patience. */
  requireRoom(asker: Asker): void
  /** Runs `work` when its turn comes. @throws CodedError busy, or rate-limited, when that takes longer than the patience */
  run<Result>(asker: Asker, work: () => Promise<Result>): Promise<Result>
  /** For metrics. */
  waiting(): number
}

export interface FairTurnsNeeds {
  /** Milliseconds, monotonic. */
  now: () => number
  /** Turns at the same time. */
  width: number
  /** Of those, for askers that do not go first. */
  widthOfOthers?: number
  /** Milliseconds that anybody waits at most. */
  patienceMs: number
  ofTenant?: Share
  ofPerson?: Share
  /** What whoever is refused reads. */
  refusal: string
}

/** How much the newest turn counts in the running mean of how long turns take. */
const weight = 0.1
const everything: Share = { atOnce: Infinity }

/**
 * Turns at something costly that tenants share: a few at once, the others in a line that is fair between tenants, and between
 * the people of one. Nobody waits beyond the patience: an honest refusal beats an answer that comes when the asker has left.
 */
export const fairTurns = (options: FairTurnsNeeds): FairTurns => {
  const { now, width, widthOfOthers = width, patienceMs, refusal } = options
  const tenants = shares(options.ofTenant ?? everything, now)
  const people = shares(options.ofPerson ?? everything, now)
  const line = waitingLine()
  let running = 0
  let others = 0
  let meanMs: number | undefined
  let timer: NodeJS.Timeout | undefined

  const personOf = ({ tenant, person = '' }: Asker): string => `${tenant}/${person}`
  const mayBegin = (asker: Asker): boolean =>
    running < width &&
    (asker.isFirst === true || others < widthOfOthers) &&
    tenants.mayBegin(asker.tenant) &&
    people.mayBegin(personOf(asker))

  const recoversInMs = (asker: Asker): number =>
    Math.max(tenants.recoversInMs(asker.tenant), people.recoversInMs(personOf(asker)))

  /** Whoever waits for what they themselves have used up is told so; else we are busy. */
  const refusalOf = (asker: Asker, waitMs: number): CodedError =>
    new CodedError(recoversInMs(asker) > 0 ? 'rate-limited' : 'busy', {
      detail: refusal,
      retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
    })

  /** By how long turns took lately, however wrong that is for the next one: the patience holds in any case. */
  const expectedWaitMs = (asker: Asker): number => {
    if (mayBegin(asker)) return 0
    return Math.max(recoversInMs(asker), ((line.before(asker) + 1) * (meanMs ?? 0)) / width)
  }

  const requireRoom = (asker: Asker): void => {
    const waitMs = expectedWaitMs(asker)
    if (waitMs > patienceMs) throw refusalOf(asker, waitMs)
  }

  const begin = (asker: Asker): void => {
    running += 1
    if (asker.isFirst !== true) others += 1
    tenants.begin(asker.tenant)
    people.begin(personOf(asker))
  }
  const end = (asker: Asker, workedMs: number): void => {
    running -= 1
    if (asker.isFirst !== true) others -= 1
    tenants.end(asker.tenant, workedMs)
    people.end(personOf(asker), workedMs)
    meanMs = meanMs === undefined ? workedMs : meanMs + weight * (workedMs - meanMs)
    callNext()
  }

  /** The place goes straight to who is next, so that nobody slips in between. */
  const callNext = (): void => {
    for (const late of line.leave((each) => each.until <= now()))
      late.refuse(refusalOf(late.asker, expectedWaitMs(late.asker)))
    for (let next = line.next(mayBegin); next !== undefined; next = line.next(mayBegin)) {
      begin(next.asker)
      next.call()
    }
    clearTimeout(timer)
    const inMs = wakeInMs()
    if (inMs !== undefined) timer = setTimeout(callNext, inMs)
  }

  /** When somebody's patience ends, or somebody may go on who has had too much. */
  const wakeInMs = (): number | undefined => {
    const first = line.first()
    if (first === undefined) return undefined
    const recovering = line.askers().map(recoversInMs)
    return Math.max(1, Math.min(first.until - now(), ...recovering.filter((ms) => ms > 0)))
  }

  const turn = (asker: Asker): Promise<void> =>
    new Promise((call, refuse) => {
      const waiting: Waiting = { asker, until: now() + patienceMs, call, refuse }
      line.join(waiting)
      callNext()
    })

  return {
    requireRoom,
    waiting: () => line.length(),
    run: async (asker, work) => {
      requireRoom(asker)
      await turn(asker)
      const startedAt = now()
      try {
        return await work()
      } finally {
        end(asker, now() - startedAt)
      }
    },
  }
}
