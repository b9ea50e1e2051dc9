import type { AccessHolder } from './accessState.ts'
import type { ServerClock } from './clock.ts'
import type { Grant } from './grant.ts'
import type { Refresher } from './refresher.ts'
import { nextRefreshAt } from './tokenTimes.ts'

export interface TokenSupply {
  /** Nothing would be gained by renewing it now. */
  isFresh(grant: Grant): boolean
  needsRefresh(): boolean
  /** Answers a token that is good for the next seconds; null: signed out. */
  token(): Promise<string | null>
  /** Answers a token in place of one that was refused; null: signed out. */
  renewed(refused: string): Promise<string | null>
}

interface TokenSupplyNeeds {
  holder: AccessHolder
  refresher: Refresher
  serverClock: ServerClock
  spareMs: number
}

export const tokenSupply = ({ holder, refresher, serverClock, spareMs }: TokenSupplyNeeds): TokenSupply => {
  const present = (): string | null => holder.grant()?.accessToken ?? null
  const afterRefresh = async (refused?: string): Promise<string | null> => {
    await refresher.refresh(refused)
    return present()
  }
  const isFresh = (grant: Grant) => nextRefreshAt(grant, spareMs) > serverClock.now()
  const needsRefresh = (): boolean => {
    const grant = holder.grant()
    return grant !== null && !isFresh(grant)
  }
  /** A server that does not answer is not waited for as long as the token is good. */
  const mustDo = (): boolean => {
    const { accessExpiresAt = '' } = holder.grant() ?? {}
    return refresher.isPausing() && Date.parse(accessExpiresAt) > serverClock.now()
  }
  return {
    isFresh,
    needsRefresh,
    token: async () => (needsRefresh() && !mustDo() ? afterRefresh() : present()),
    renewed: async (refused) => (present() === refused ? afterRefresh(refused) : present()),
  }
}
