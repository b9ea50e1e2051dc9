import type { BeatSignal, EndedSignal, NotBeforeSignal, ResetSignal } from '#events/wire/guards.ts'
import type { GuardClock } from '../guard.ts'
import { endedSessions } from '../revocations/endedSessions.ts'
import { type Bearer, notBefore } from '../revocations/notBefore.ts'
import { sessionWords } from '../revocations/sessionWords.ts'
import type { ServerEvent } from './eventReader.ts'
import { rollcallTime } from './rollcallTime.ts'

/** What came to an end. `sessionId` null: a rule, or everything anew, so that anybody may be meant. */
export interface News {
  sessionId: string | null
}

/** What a guard was told by Rollcall, and how old that is. */
export interface Knowledge {
  /** Answers what has ended; null: nothing. @throws if an event is not what it should be: then nothing may be guessed */
  take: (event: ServerEvent) => News | null
  /** Null: it does not know of an end. That it holds is only said by `isFresh`. */
  verdictOn: (bearer: Bearer) => 'ends' | 'outdates' | null
  /** Everything was known up to a moment ago. */
  isFresh: () => boolean
  /** Milliseconds since everything was known; infinite: it never was. */
  age: () => number
  /** Milliseconds since the epoch, by Rollcall's clock. */
  now: () => number
  /** The same in whole seconds, as in tokens. */
  seconds: () => number
  clockOffset: () => number | null
  tenantId: () => string | null
  position: () => string | null
  /** A stream begins: how long its beats take is measured anew. */
  begin: () => void
  /** Called once a second. */
  forgetOutlived: () => void
  counts: () => { ended: number; notBefore: number }
}

/** Undefined: the event is not what it should be. */
type Take = (said: Signal) => News | null | undefined

type Signal = Partial<EndedSignal & NotBeforeSignal & ResetSignal & BeatSignal>

const scopes: readonly unknown[] = ['tenant', 'user', 'client']

const isNotBefore = (said: Signal): said is NotBeforeSignal =>
  scopes.includes(said.scope) &&
  typeof said.id === 'string' &&
  (said.client === null || typeof said.client === 'string') &&
  Array.isArray(said.except) &&
  typeof said.ends === 'boolean' &&
  Number.isSafeInteger(said.gen) &&
  Number.isSafeInteger(said.exp)

/** Ends are kept for so long after their time, in seconds: what time may go back without one being missing. */
const spareSeconds = 5

export const knowledge = (clock: GuardClock, staleAfterMs: number): Knowledge => {
  let ended = endedSessions()
  let rules = notBefore()
  const time = rollcallTime(clock)
  let tenantId: string | null = null
  let position: string | null = null
  /** False from a reset up to the next beat. */
  let isWhole = false
  /** How long the quickest beat of this stream took, by clocks that may differ. */
  let quickest = Number.POSITIVE_INFINITY
  let delay = 0
  /** Ends up to here are forgotten. Seconds since the epoch. */
  let forgottenUpTo = 0

  const reset: Take = (said) => {
    // A key is of one tenant for good: another one's answer is not for this guard.
    if (typeof said.tenantId !== 'string' || (tenantId ?? said.tenantId) !== said.tenantId) return undefined
    tenantId = said.tenantId
    position = null
    isWhole = false
    forgottenUpTo = 0
    ended = endedSessions()
    rules = notBefore()
    return { sessionId: null }
  }
  const end: Take = ({ sessionId, exp }) => {
    if (typeof sessionId !== 'string' || !Number.isSafeInteger(exp)) return undefined
    const words = sessionWords(sessionId)
    if (words !== null) ended.add(words, Math.max(1, exp!))
    return { sessionId }
  }
  const outdate: Take = (said) => {
    if (!isNotBefore(said)) return undefined
    rules.add(said)
    return { sessionId: null }
  }
  const beat: Take = ({ at }) => {
    const saidAt = Date.parse(at ?? '')
    if (Number.isNaN(saidAt)) return undefined
    const took = clock.monotonic() - saidAt
    quickest = Math.min(quickest, took)
    delay = took - quickest
    time.hear(saidAt + delay)
    // A clock was ahead for a while, and ends were forgotten by it that tokens may still need: everything has to be told again.
    if (seconds() < forgottenUpTo) {
      position = null
      isWhole = false
      throw new Error('Its time has gone back')
    }
    const wasWhole = isWhole
    isWhole = tenantId !== null
    return wasWhole ? null : { sessionId: null }
  }
  const signals = new Map<string, Take>([
    ['reset', reset],
    ['ended', end],
    ['not-before', outdate],
    ['beat', beat],
  ])
  const seconds = (): number => Math.floor(time.now() / 1000)
  const age = (): number => (isWhole ? time.elapsed() + delay : Number.POSITIVE_INFINITY)

  return {
    take({ event, data }) {
      const take = signals.get(event)
      if (take === undefined) return null
      const said = JSON.parse(data) as Signal & { position?: unknown }
      const news = take(said)
      if (news === undefined) throw new TypeError(`An event ${event} is not what it should be`)
      if (typeof said.position === 'string') position = said.position
      return news
    },
    verdictOn: (bearer) => (bearer.session !== null && ended.has(bearer.session) ? 'ends' : rules.verdictOn(bearer)),
    isFresh: () => age() < staleAfterMs,
    age,
    now: time.now,
    seconds,
    clockOffset: time.offset,
    tenantId: () => tenantId,
    position: () => position,
    begin: () => void (quickest = Number.POSITIVE_INFINITY),
    forgetOutlived() {
      forgottenUpTo = Math.max(forgottenUpTo, seconds() - spareSeconds)
      ended.forgetSome(forgottenUpTo)
      rules.forget(forgottenUpTo)
    },
    counts: () => ({ ended: ended.size(), notBefore: rules.size() }),
  }
}
