import { CodedError } from '#services/ports/errors.ts'
import { type Share, shares } from './shares.ts'
import { type Asker, type Waiting, waitingLine } from './waitingLine.ts'

export interface FairTurns {
  /** @throws CodedError busy or rate-limited when this asker would have to wait longer than `patienceMs`. */
  requireRoom(asker: Asker): void
  /**
   * Runs `work` when its turn comes.
   * @throws CodedError busy or rate-limited when that takes longer than `patienceMs`
   */
  run<Result>(asker: Asker, work: () => Promise<Result>): Promise<Result>
  /** For metrics. */
  waiting(): number
}

export interface FairTurnsNeeds {
  /** Milliseconds, monotonic. */
  now: () => number
  /** Most turns at the same time. */
  width: number
  /** Most of those turns that askers without `isFirst` may take. Absent: all. */
  widthOfOthers?: number
  /** Longest wait for a turn. */
  patienceMs: number
  ofTenant?: Share
  ofPerson?: Share
  /** The text that a refused asker reads. */
  refusal: string
}

/** Weight of the newest turn in the running mean of how long turns take. */
const weight = 0.1
const everything: Share = { atOnce: Infinity }

/**
 * Shares costly work between tenants. A few askers work at once; the others wait in a line that is fair between
 * tenants, and between the people of one tenant. An asker that waits longer than `patienceMs` is refused, because
 * nobody would wait for a later answer.
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

  /** rate-limited when the asker's own tenant or person has used up its share, else busy. */
  const refusalOf = (asker: Asker, waitMs: number): CodedError =>
    new CodedError(recoversInMs(asker) > 0 ? 'rate-limited' : 'busy', {
      detail: refusal,
      retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
    })

  /** An estimate from how long turns took lately. If it is wrong, the timer still ends the wait after `patienceMs`. */
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

  /**
   * Refuses those who waited too long, then gives free places to the next in line at once, so that no newcomer
   * overtakes them.
   */
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

  /** Milliseconds until the longest wait reaches its end, or until a share that was used up has recovered. */
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
