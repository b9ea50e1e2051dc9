import type { Ended } from '#events/live/frames.ts'
import type { AccessNeeds } from './accessNeeds.ts'
import { assemble, type Pieces } from './accessPieces.ts'
import type { AccessHolder } from './accessState.ts'
import { goingOn, restoring, signingIn, signingOut } from './entering.ts'
import { type Grant, isGrant } from './grant.ts'
import { whoseIs } from './happenings.ts'
import type { Presence } from './presence.ts'
import type { Refresher } from './refresher.ts'
import type { SignOut } from './signOut.ts'
import type { TabMessage } from './tabs.ts'
import type { TokenSupply } from './tokenSupply.ts'

/** Holds the access token and keeps it fresh, in step with the browser's other tabs. */
export interface Access extends TokenSupply {
  readonly holder: AccessHolder
  readonly presence: Presence
  readonly refresher: Refresher
  readonly signOutState: SignOut['state']
  /** Finds out whether what is stored is still signed in; asks again until the server answers. */
  restore(): Promise<void>
  /** Takes over what `ask` is granted as a sign-in. */
  enter(ask: () => Promise<Grant>): Promise<Grant>
  /** Takes over what `ask` changes of the grant that is held. */
  goOn(ask: (held: Grant | null) => Promise<Partial<Grant>>): Promise<void>
  signOut(cause?: 'person' | 'inactivity'): Promise<void>
  /** The person's sessions were all ended by a call of theirs. */
  signedOutEverywhere(): Promise<void>
  /** The server says that the session is over: the present one unless `sessionId` names another, which is none of ours any more. */
  sessionEnded(ended: Ended, sessionId?: string): void
  save(grant: Grant): Promise<void>
  clear(): Promise<void>
}

const byPerson = { cause: 'person', message: null }

const hear =
  (needs: AccessNeeds, { holder, refresher, signOut, adopt, amend, leave }: Pieces) =>
  (message: TabMessage): void => {
    switch (message.kind) {
      case 'granted':
        if (!isGrant(message.grant) || !needs.isOurs(message.grant)) return
        needs.serverClock.become(message.aheadMs)
        return adopt(message.grant, message.order) ? signOut.over() : undefined
      case 'told':
        return amend(message.sessionId, message.told)
      case 'left':
        leave(message)
        return void signOut.resume()
      case 'signOutConfirmed':
        return signOut.confirmed()
      case 'unanswered':
        return refresher.unansweredElsewhere()
      case 'heard':
        return needs.heard(message.name, message.data)
      case 'asked': {
        const [grant, order] = [holder.grant(), holder.order()]
        const aheadMs = needs.serverClock.aheadMs()
        return grant === null ? undefined : needs.tabs.tell({ kind: 'granted', grant, order, aheadMs })
      }
    }
  }

export const createAccess = (needs: AccessNeeds): Access => {
  const { tabs, store, marks, isOurs } = needs
  const pieces = assemble(needs)
  const { holder, presence, refresher, supply, signOut, leaveEverywhere, share, end } = pieces
  tabs.listen(hear(needs, pieces))
  const signOutNow = signingOut(needs, pieces)
  /** Only this one: another tab may have signed in since. */
  const forgetSession = async (sessionId: string) => {
    if ((await store.read())?.grant?.session.id === sessionId) await store.forget()
  }
  const leaveByHand = () => leaveEverywhere(byPerson, { order: holder.next() })
  return {
    ...supply,
    holder,
    presence,
    refresher,
    signOutState: signOut.state,
    restore: restoring(needs, pieces, () => signOutNow('inactivity')),
    enter: signingIn(needs, pieces),
    goOn: goingOn(needs, pieces),
    signOut: signOutNow,
    async signedOutEverywhere() {
      const tenant = holder.grant()?.tenant.slug ?? ''
      const marked = marks.leave({ tenant, confirmed: true, cause: 'person' })
      leaveByHand()
      await marked
      await store.forget()
      signOut.confirmed()
    },
    sessionEnded(ended, sessionId = holder.grant()?.session.id) {
      const grant = holder.grant()
      if (grant === null || grant.session.id !== sessionId) return
      end(ended, holder.next(), whoseIs(grant))
      void forgetSession(grant.session.id)
    },
    async save(grant) {
      if (!isOurs(grant)) throw new Error('The grant is of another tenant.')
      await marks.remove()
      await share(grant, holder.next((await store.read())?.order))
    },
    async clear() {
      leaveByHand()
      await store.forget()
      await marks.remove()
    },
  }
}
