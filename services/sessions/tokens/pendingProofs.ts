import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { SignedInCaller } from '#services/http/caller.ts'

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
}

export const pendingProofs = (): PendingProofs => {
  /** Milliseconds since the epoch, in whole seconds as `auth_time` is. */
  const since = new Map<string, number>()
  let sweepAt = sweepEvery
  const sweep = (now: number): void => {
    for (const [sessionId, at] of since) if (at < now - longestAccessMs) since.delete(sessionId)
    sweepAt = since.size + sweepEvery
  }
  return {
    wanted: ['StepUpRequired'],
    observe(event) {
      if (event.type !== 'StepUpRequired') return
      const at = Math.floor(Date.parse(event.at) / 1000) * 1000
      since.set(event.data.sessionId, at)
      if (since.size > sweepAt) sweep(at)
    },
    isPending({ sessionId, authTime, mustReauthenticate }) {
      const at = since.get(sessionId)
      return mustReauthenticate || (at !== undefined && authTime < at)
    },
  }
}
