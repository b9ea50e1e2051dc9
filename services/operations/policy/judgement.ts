import { type JudgedSession, judgeSessions, type Judging, type Lasting } from '#events/tenant/policy/judgeSessions.ts'
import { surplusOfTenant } from '#events/tenant/policy/surplus.ts'

export interface ShorterSession extends Lasting {
  sessionId: string
}

/** What a policy does to a tenant's live sessions. */
export interface Affected {
  /** Ids of the first sessions that end. */
  ends: string[]
  /** The first sessions that go on and end earlier than they would have. */
  shortens: ShorterSession[]
  /** Of all sessions that end or are shortened, how many they are, and of how many people. */
  ended: { sessions: number; users: number }
  shortened: { sessions: number; users: number }
  /** The spared session ends by another rule than a limit. */
  endsSpared: boolean
}

/** Counts sessions and people, and keeps the first of what is counted. */
const tally = <Kept>(most: number) => {
  const kept: Kept[] = []
  const people = new Set<string>()
  let sessions = 0
  return {
    add(userId: string, value: Kept) {
      sessions += 1
      people.add(userId)
      if (kept.length < most) kept.push(value)
    },
    kept,
    numbers: () => ({ sessions, users: people.size }),
  }
}

/**
 * Judges sessions person by person, so that a tenant with a million of them fits into memory. `most`: how many are named. All sessions of
 * a person must come at once.
 */
export const judgement = (judging: Judging, most: number) => {
  const { policy, changed, spared } = judging
  const isCapped = changed.includes('limits') && policy.limits.tenantWide !== null
  const ends = tally<string>(most)
  const shortens = tally<ShorterSession>(most)
  const left: { session: JudgedSession; lasting: Lasting | null }[] = []
  let endsSpared = false

  const end = ({ sessionId, userId }: JudgedSession): void => {
    if (sessionId === spared) endsSpared = true
    ends.add(userId, sessionId)
  }
  const goOn = ({ sessionId, userId }: JudgedSession, lasting: Lasting | null): void => {
    if (lasting !== null) shortens.add(userId, { sessionId, ...lasting })
  }
  return {
    add(sessions: readonly JudgedSession[]): void {
      const verdicts = judgeSessions(sessions, judging, { perPerson: true })
      for (const session of sessions) {
        const verdict = verdicts.get(session.sessionId)
        if (verdict === undefined) continue
        const lasting = verdict.kind === 'shorter' ? verdict : null
        if (verdict.kind === 'over') end(session)
        else if (isCapped) left.push({ session, lasting })
        else goOn(session, lasting)
      }
    },
    finish(): Affected {
      const sessions = left.map(({ session }) => session)
      const tooMany = new Set(surplusOfTenant(sessions, judging).map(({ sessionId }) => sessionId))
      for (const { session, lasting } of left) {
        if (tooMany.has(session.sessionId)) end(session)
        else goOn(session, lasting)
      }
      return {
        ends: ends.kept,
        shortens: shortens.kept,
        ended: ends.numbers(),
        shortened: shortens.numbers(),
        endsSpared,
      }
    },
  }
}
