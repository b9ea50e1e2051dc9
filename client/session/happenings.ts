import type { Ended } from '#events/live/frames.ts'
import type { AccessNeeds } from './accessNeeds.ts'
import type { AccessHolder } from './accessState.ts'
import type { Told } from './authCalls.ts'
import { endedBy } from './endedBy.ts'
import type { Grant, SignedOutNotice } from './grant.ts'
import type { ApiError } from './problem.ts'
import type { Refresher } from './refresher.ts'
import type { SignedOut } from './sessionClient.ts'
import type { Leaving } from './tabs.ts'
import { issuedAt, tokenTimeAccuracyMs } from './tokenTimes.ts'

/** Whose session it is that ended. */
type Whose = Pick<SignedOutNotice, 'tenant' | 'email'> & { sessionId: string | null }

export const whoseIs = ({ tenant, user, session }: Grant): Whose => ({
  tenant,
  email: user.email,
  sessionId: session.id,
})

/** What happens to the session, each with its consequences for this tab and the others. */
export const createHappenings = (needs: AccessNeeds, holder: AccessHolder, refresher: () => Refresher) => {
  const { tabs, store, serverClock } = needs
  const adopt = (grant: Grant, order: number): boolean => {
    const before = holder.grant()
    if (!holder.adopt(grant, order)) return false
    refresher().schedule(grant)
    if (before !== null && before.user.id !== grant.user.id) needs.otherPerson.tell(grant)
    return true
  }
  /** Takes over what the server gave, for all tabs. */
  const share = async (grant: Grant, order: number) => {
    const issued = issuedAt(grant.accessToken)
    if (issued !== null) serverClock.learn(issued, tokenTimeAccuracyMs)
    if (!adopt(grant, order)) return
    tabs.tell({ kind: 'granted', order, grant, aheadMs: serverClock.aheadMs() })
    await store.write(grant, order)
  }
  const amend = (sessionId: string, told: Told) => {
    const grant = holder.grant()
    if (grant?.session.id !== sessionId || told.lastActiveAt < grant.session.lastActiveAt) return
    const amended = { ...grant, session: { ...grant.session, ...told } }
    holder.amend(amended)
    refresher().schedule(amended)
  }
  /** Answers whether it was news. */
  const leave = ({ notice, why, isEnded, order, sessionId }: Leaving): boolean => {
    const { state, grant } = holder
    const wasIn = state().kind !== 'signedOut'
    const isOther = sessionId !== null && (grant()?.session.id ?? sessionId) !== sessionId
    if (isOther || !holder.leave(notice, order)) return false
    refresher().cancel()
    if (wasIn && isEnded && notice !== null) needs.ended.tell(notice)
    if (wasIn) needs.signedOut.tell(why)
    return true
  }
  const leaveEverywhere = (why: SignedOut, leaving: Partial<Leaving> & { order: number }): boolean => {
    const whole = { notice: null, isEnded: false, sessionId: null, ...leaving, why }
    const isNews = leave(whole)
    if (isNews) tabs.tell({ kind: 'left', ...whole })
    return isNews
  }
  const end = ({ cause, message, endedAt }: Ended, order: number, whose: Whose): boolean => {
    const { slug, name } = whose.tenant
    const notice = { cause, message, endedAt, email: whose.email, tenant: { slug, name } }
    return leaveEverywhere({ cause, message }, { notice, isEnded: true, order, sessionId: whose.sessionId })
  }
  return { adopt, share, amend, leave, leaveEverywhere, end }
}
export type Happenings = ReturnType<typeof createHappenings>

/** The server's refusal ends what is stored too. With cookies the name stays, so that a reload is told the reason as well. */
export const refusedBy =
  ({ store, serverClock }: AccessNeeds, holder: AccessHolder, { end, leaveEverywhere }: Happenings) =>
  async (error: ApiError, order: number): Promise<void> => {
    const stored = await store.read()
    const grant = holder.grant()
    const ended = endedBy(error, serverClock.now())
    const whose = grant !== null ? whoseIs(grant) : stored && { ...stored, sessionId: null }
    const isNews =
      ended !== null && whose !== null
        ? end(ended, order, whose)
        : leaveEverywhere({ cause: error.code, message: null }, { order })
    if (isNews && (ended === null || stored?.grant !== undefined)) await store.forget()
  }
