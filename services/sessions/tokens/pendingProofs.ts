import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { CheckSession, SignedInCaller } from '#services/http/caller.ts'

/** No policy lets an access token live longer. */
const longestAccessMs = 86_400_000
/** Entries are looked through for old ones whenever there are this many more. */
const sweepEvery = 1_000

/**
 * Sessions whose person has to prove themselves anew: their older access tokens are good for nothing else from then on. This is
 * this process's memory since it started; tokens that were issued afterwards say it themselves.
 */
export interface PendingProofs {
  readonly wanted: readonly EventType[]
  /** Call it with every event of the types in `wanted`. */
  observe(event: Recorded<RollcallEvent>): void
  isPending(caller: Pick<SignedInCaller, 'sessionId' | 'authTime' | 'mustReauthenticate'>): boolean
  /** Whoever is let in says so of themselves, also with a token of before, which does not. */
  mark: (checked: ReturnType<CheckSession>) => ReturnType<CheckSession>
}

/** Milliseconds since the epoch. Whole seconds, as `auth_time` is. */
const secondOf = (at: string): number => Math.floor(Date.parse(at) / 1000) * 1000
const secondMs = 1_000

export const pendingProofs = (): PendingProofs => {
  /**
   * The earliest `auth_time` of a token that is good for something. A rule that acts at once does so in the second of the sign-in, so a token of
   * that very second is one of before, until the person has given a proof.
   */
  const goodFrom = new Map<string, number>()
  let sweepAt = sweepEvery
  const sweep = (now: number): void => {
    for (const [sessionId, at] of goodFrom) if (at < now - longestAccessMs) goodFrom.delete(sessionId)
    sweepAt = goodFrom.size + sweepEvery
  }
  const isPending: PendingProofs['isPending'] = ({ sessionId, authTime, mustReauthenticate }) => {
    const from = goodFrom.get(sessionId)
    return mustReauthenticate || (from !== undefined && authTime < from)
  }
  const marked = (caller: SignedInCaller): SignedInCaller =>
    isPending(caller) ? { ...caller, mustReauthenticate: true } : caller
  return {
    wanted: ['StepUpRequired', 'SessionReauthenticated'],
    observe(event) {
      if (event.type === 'StepUpRequired') {
        const second = secondOf(event.at)
        goodFrom.set(event.data.sessionId, second + secondMs)
        if (goodFrom.size > sweepAt) sweep(second)
      } else if (event.type === 'SessionReauthenticated' && goodFrom.has(event.data.sessionId))
        goodFrom.set(event.data.sessionId, secondOf(event.at))
    },
    isPending,
    mark: (checked) => (checked instanceof Promise ? checked.then(marked) : marked(checked)),
  }
}
