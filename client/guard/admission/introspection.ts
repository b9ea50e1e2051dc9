import type { GuardClock } from '../guard.ts'
import type { RollcallApi } from '../rollcallApi.ts'

/** Asks Rollcall whether a token is good now (RFC 7662). Rejects if it does not answer. */
export type Introspect = (name: string, token: string, sessionId: string) => Promise<boolean>

/** An answer is good for so long from when it was asked for: as long as an ending may take to reach a guard that follows. */
const goodForMs = 1_000
const withinMs = 2_000
const mostAnswers = 10_000

interface Asked {
  answer: Promise<boolean>
  at: number
}

/** Requests of one token that come together share an answer. */
export const introspection = (api: RollcallApi, clock: Pick<GuardClock, 'monotonic'>): Introspect => {
  const asked = new Map<string, Asked>()
  const ask = async (token: string, sessionId: string): Promise<boolean> => {
    const body = new URLSearchParams({ token })
    const answer = (await api.json('/v1/token/introspect', { body, withinMs })) as Record<string, unknown> | null
    return answer?.['active'] === true && answer['sid'] === sessionId
  }
  return (name, token, sessionId) => {
    const now = clock.monotonic()
    const known = asked.get(name)
    if (known !== undefined && now - known.at < goodForMs) return known.answer
    if (asked.size >= mostAnswers) asked.clear()
    const answer = ask(token, sessionId)
    asked.set(name, { answer, at: now })
    answer.catch(() => asked.delete(name))
    return answer
  }
}
