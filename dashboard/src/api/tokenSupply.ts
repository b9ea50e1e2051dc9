import type { AccessHolder } from './accessState.ts'
import { lastsToTheEnd } from './idleTime.ts'
import type { Refresher } from './refresher.ts'
import type { ServerClock } from './serverClock.ts'

export interface TokenSupply {
  /** Answers a token that is good for the next seconds; null: signed out. */
  token(): Promise<string | null>
  /** Answers a token in place of one that the server refused; null: signed out. */
  renewed(stale: string): Promise<string | null>
}

/** A token with less than this left is renewed before it is used, if that makes it last longer. */
const spareMs = 10_000

export const tokenSupply = (
  holder: AccessHolder,
  refresher: Refresher,
  clock: Pick<ServerClock, 'now'>,
): TokenSupply => {
  const afterRefresh = async (): Promise<string | null> => {
    await refresher.refresh()
    return holder.grant()?.accessToken ?? null
  }
  return {
    async token() {
      const grant = holder.grant()
      if (grant === null) return null
      const spare = lastsToTheEnd(grant) ? 0 : spareMs
      return Date.parse(grant.accessExpiresAt) - clock.now() > spare ? grant.accessToken : afterRefresh()
    },
    async renewed(stale) {
      const present = holder.grant()?.accessToken ?? null
      return present === stale ? afterRefresh() : present
    },
  }
}
