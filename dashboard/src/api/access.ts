import type { ShallowRef } from 'vue'
import type { Ended } from '#events/live/frames.ts'
import { createAccessHolder, type AccessHolder, type AccessState } from './accessState.ts'
import type { Later } from './alarm.ts'
import type { AuthCalls, Credentials } from './authCalls.ts'
import type { Grant } from './grant.ts'
import { lastSignIns } from './lastSignIn.ts'
import type { Memory } from './memory.ts'
import { reportEveryMs } from './idleTime.ts'
import { createPresence } from './presence.ts'
import { ApiError } from './problem.ts'
import { refusedRefresh } from './refusedRefresh.ts'
import { createRefresher } from './refresher.ts'
import type { ServerClock } from './serverClock.ts'
import { createSignOut, type SignOutState } from './signOut.ts'
import { signOutMarks } from './signOutMark.ts'
import type { TabMessage, Tabs } from './tabs.ts'
import { tokenSupply, type TokenSupply } from './tokenSupply.ts'

/** Holds the access token, in memory only, and keeps it fresh, in step with the browser's other tabs. */
export interface Access extends TokenSupply {
  readonly state: Readonly<ShallowRef<AccessState>>
  readonly signOutState: Readonly<ShallowRef<SignOutState>>
  /** Finds out whether this browser is signed in; asks again until the server answers. */
  restore(): void
  signIn(credentials: Credentials): Promise<void>
  signOut(): Promise<void>
  /** The server says that this session is over. */
  ended(ended: Ended): void
  /** Gets an access token with fresh claims, e.g. after a new password. */
  refresh(): Promise<void>
  /** A person did something on the page. The server is told at most once a minute. */
  touched(): void
  /** A person wants to stay signed in. The server is told at once. */
  stay(): Promise<void>
}

export interface AccessDependencies {
  calls: AuthCalls
  memory: Memory
  tabs: Tabs
  clock: Pick<ServerClock, 'now'>
  randomId(): string
  random(): number
  later: Later
  /** Called when another person is signed in than the one the page was made for. */
  onOtherPerson(): void
}

/** The pieces of a browser's access, and what they do together. */
const assemble = (dependencies: AccessDependencies) => {
  const { calls, memory, tabs, clock, later } = dependencies
  const lastSignIn = lastSignIns(memory)
  const marks = signOutMarks(memory)
  const holder = createAccessHolder(lastSignIn, dependencies.onOtherPerson)
  const signOut = createSignOut(dependencies, marks)
  const adopt = (grant: Grant) => {
    holder.adopt(grant)
    refresher.schedule(grant)
  }
  const leave: AccessHolder['leave'] = (notice) => {
    refresher.cancel()
    holder.leave(notice)
  }
  const share = (grant: Grant) => {
    adopt(grant)
    tabs.tell({ kind: 'granted', grant })
  }
  /** The answer moves the idle end, here and in the other tabs. */
  const report = async () => {
    const accessToken = await supply.token()
    if (accessToken === null) return
    try {
      const told = await calls.reportActivity(accessToken)
      const grant = holder.grant()
      if (grant?.accessToken === accessToken) share({ ...grant, session: { ...grant.session, ...told } })
    } catch (error) {
      // The refresh learns why: the session has ended, or the token's claims are outdated.
      if (error instanceof ApiError && error.status === 401) await refresher.refresh()
      throw error
    }
  }
  const presence = createPresence({
    report,
    everyMs() {
      const grant = holder.grant()
      return grant === null ? null : reportEveryMs(grant.session)
    },
    later,
  })
  const refresher = createRefresher(dependencies, {
    presence,
    current: holder.grant,
    tenant: () => lastSignIn.read()?.tenant.slug ?? null,
    isForbidden: () => marks.read() !== null,
    onGrant: share,
    onRefusal: (error) => leave(refusedRefresh(error, lastSignIn.read(), clock.now())),
    onUnanswered: holder.wonder,
  })
  const supply = tokenSupply(holder, refresher, clock)
  return { holder, marks, lastSignIn, signOut, presence, refresher, supply, adopt, share, leave }
}
type Pieces = ReturnType<typeof assemble>

const hear =
  ({ holder, signOut, adopt, leave }: Pieces) =>
  (message: TabMessage): void => {
    switch (message.kind) {
      case 'granted':
        signOut.over()
        return adopt(message.grant)
      case 'ended':
        return holder.grant()?.session.id === message.sessionId ? leave(message.notice) : undefined
      case 'signedOut':
        leave(null)
        return signOut.resume()
      case 'signOutConfirmed':
        return signOut.confirmed()
    }
  }

const sessionEnded =
  ({ holder, leave }: Pieces, tabs: Tabs) =>
  ({ cause, message, endedAt }: Ended): void => {
    const grant = holder.grant()
    if (grant === null) return
    const { session, tenant, user } = grant
    const notice = { cause, message, endedAt, tenant: { slug: tenant.slug, name: tenant.name }, email: user.email }
    leave(notice)
    tabs.tell({ kind: 'ended', sessionId: session.id, notice })
  }

export const createAccess = (dependencies: AccessDependencies): Access => {
  const { calls, tabs } = dependencies
  const pieces = assemble(dependencies)
  const { holder, marks, lastSignIn, signOut, presence, refresher, supply, share, leave } = pieces
  tabs.listen(hear(pieces))
  return {
    state: holder.state,
    signOutState: signOut.state,
    ...supply,
    refresh: refresher.refresh,
    touched: presence.touched,
    stay: presence.stay,
    ended: sessionEnded(pieces, tabs),
    restore() {
      signOut.resume()
      if (marks.read() !== null || lastSignIn.read() === null) leave(null)
      else void refresher.refresh()
    },
    async signIn(credentials) {
      await signOut.tryBeforeSignIn()
      const touches = presence.touches()
      const grant = await calls.login(credentials)
      presence.told(touches)
      marks.remove()
      signOut.over()
      share(grant)
    },
    async signOut() {
      const grant = holder.grant()
      if (grant === null) return
      marks.leave({ tenant: grant.tenant.slug, confirmed: false })
      lastSignIn.forgetPerson()
      leave(null)
      tabs.tell({ kind: 'signedOut' })
      await signOut.start(grant.accessToken)
    },
  }
}
