import type { NotBeforeSignal } from '#events/wire/guards.ts'
import type { SessionWords } from './sessionWords.ts'

/** Whom a token is of, and how many wide endings it knows. */
export interface Bearer {
  readonly sessionId: string
  /** The same; null: no id that a session can have. */
  readonly session: SessionWords | null
  readonly userId: string
  readonly clientId: string
  readonly tenantGeneration: number
  readonly userGeneration: number
}

type Rule = Omit<NotBeforeSignal, 'except'> & { except: ReadonlySet<string> }

/** Rules that make older tokens bad: of a person, of an application, of everybody. */
export interface NotBefore {
  add: (signal: NotBeforeSignal) => void
  /** Null: no rule means this token. */
  verdictOn: (bearer: Bearer) => 'ends' | 'outdates' | null
  /** `now`: seconds since the epoch. */
  forget: (now: number) => void
  size: () => number
}

/** Everything that the older rule says, the newer one says too: whom it spares, the older one spares. */
const isCoveredBy = (older: Rule, newer: Rule): boolean =>
  [...newer.except].every((sessionId) => older.except.has(sessionId)) &&
  newer.gen >= older.gen &&
  newer.exp >= older.exp &&
  (newer.ends || !older.ends) &&
  (newer.client === null || newer.client === older.client)

const means = (rule: Rule, { sessionId, clientId, tenantGeneration, userGeneration }: Bearer): boolean =>
  (rule.scope === 'user' ? userGeneration : tenantGeneration) < rule.gen &&
  (rule.client ?? clientId) === clientId &&
  !rule.except.has(sessionId)

/** Rules of a person stand under the person, all others under this. */
const everybody = ''

export const notBefore = (): NotBefore => {
  const rules = new Map<string, Rule[]>()
  let size = 0
  const keep = (whose: string, kept: Rule[]): void => {
    size += kept.length - (rules.get(whose)?.length ?? 0)
    if (kept.length === 0) rules.delete(whose)
    else rules.set(whose, kept)
  }
  const strictest = (whose: string, bearer: Bearer): 'ends' | 'outdates' | null => {
    const meant = (rules.get(whose) ?? []).filter((rule) => means(rule, bearer))
    if (meant.some(({ ends }) => ends)) return 'ends'
    return meant.length === 0 ? null : 'outdates'
  }
  return {
    add(signal) {
      const rule = { ...signal, except: new Set(signal.except) }
      const whose = rule.scope === 'user' ? rule.id : everybody
      keep(whose, [...(rules.get(whose) ?? []).filter((older) => !isCoveredBy(older, rule)), rule])
    },
    verdictOn(bearer) {
      const ofPerson = strictest(bearer.userId, bearer)
      return ofPerson === 'ends' ? ofPerson : (strictest(everybody, bearer) ?? ofPerson)
    },
    forget(now) {
      for (const [whose, some] of rules) {
        const left = some.filter(({ exp }) => exp >= now)
        if (left.length < some.length) keep(whose, left)
      }
    },
    size: () => size,
  }
}
