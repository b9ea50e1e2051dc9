import type { AccessNeeds } from './accessNeeds.ts'
import { type AccessHolder, createAccessHolder } from './accessState.ts'
import { createHappenings, type Happenings, refusedBy } from './happenings.ts'
import { reportEveryMs } from './idleTime.ts'
import { createPresence, type Presence } from './presence.ts'
import { ApiError } from './problem.ts'
import { createRefresher, type Refresher } from './refresher.ts'
import { createSignOut } from './signOut.ts'
import { tokenSupply, type TokenSupply } from './tokenSupply.ts'

const createReports = (
  { calls, tabs, clock }: AccessNeeds,
  holder: AccessHolder,
  { amend }: Happenings,
  later: { supply(): TokenSupply; refresher(): Refresher },
): Presence => {
  const report = async () => {
    const accessToken = await later.supply().token()
    const sessionId = holder.grant()?.session.id
    if (accessToken === null || sessionId === undefined) return
    try {
      const told = await calls.reportActivity(accessToken)
      amend(sessionId, told)
      tabs.tell({ kind: 'told', sessionId, told })
    } catch (error) {
      // The refresh learns why: the session has ended, or the token's claims are outdated.
      if (error instanceof ApiError && error.status === 401) await later.refresher().refresh(accessToken)
      throw error
    }
  }
  const everyMs = () => {
    const grant = holder.grant()
    return grant === null ? null : reportEveryMs(grant.session)
  }
  return createPresence({ report, everyMs, later: clock.later })
}

/** The pieces of a tab's access, and what they do together. */
export const assemble = (needs: AccessNeeds) => {
  const { marks, tabs, clock, calls, onChange } = needs
  const holder = createAccessHolder(clock, onChange)
  const happenings = createHappenings(needs, holder, () => refresher)
  const presence = createReports(needs, holder, happenings, { supply: () => supply, refresher: () => refresher })
  const refresher: Refresher = createRefresher({
    ...needs,
    holder,
    presence,
    adopt: happenings.adopt,
    onGrant: happenings.share,
    onRefusal: refusedBy(needs, holder, happenings),
  })
  const supply = tokenSupply({ ...needs, holder, refresher })
  const signOut = createSignOut({ calls, marks, tabs, later: clock.later, onChange })
  return { ...happenings, holder, presence, refresher, supply, signOut }
}
export type Pieces = ReturnType<typeof assemble>
