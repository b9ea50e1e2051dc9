import { shallowRef, type ShallowRef } from 'vue'
import type { Ended } from '#events/live/frames.ts'
import type { Later } from './alarm.ts'
import type { AuthCalls, Credentials } from './authCalls.ts'
import type { Grant, SignedOutNotice } from './grant.ts'
import { lastSignIns } from './lastSignIn.ts'
import type { Memory } from './memory.ts'
import type { ApiError } from './problem.ts'
import { refusedRefresh } from './refusedRefresh.ts'
import { createRefresher } from './refresher.ts'
import type { ServerClock } from './serverClock.ts'
import { signOutMarks } from './signOutMark.ts'
import { createSignOut, type SignOutState } from './signOut.ts'
import type { TabMessage, Tabs } from './tabs.ts'

export type AccessState =
  | { kind: 'restoring' }
  /** Nobody can say yet whether this browser is signed in. */
  | { kind: 'unreachable'; error: ApiError }
  | { kind: 'signedOut'; notice: SignedOutNotice | null }
  | { kind: 'signedIn'; grant: Grant }

/** Holds the access token, in memory only, and keeps it fresh, in step with the browser's other tabs. */
export interface Access {
  readonly state: Readonly<ShallowRef<AccessState>>
  readonly signOutState: Readonly<ShallowRef<SignOutState>>
  /** Finds out whether this browser is signed in; asks again until the server answers. */
  restore(): void
  signIn(credentials: Credentials): Promise<void>
  signOut(): Promise<void>
  /** The server says that this session is over. */
  ended(ended: Ended): void
  /** A token good for the next seconds, or null: signed out. */
  token(): Promise<string | null>
  /** A token in place of one the server refused, or null. */
  renewed(stale: string): Promise<string | null>
  /** Asks for fresh claims, e.g. after a new password. */
  refresh(): Promise<void>
}

export interface AccessDependencies {
  calls: AuthCalls
  memory: Memory
  tabs: Tabs
  clock: Pick<ServerClock, 'now'>
  randomId(): string
  random(): number
  later: Later
  /** Another person is signed in than the page was made for. */
  onOtherPerson(): void
}

/** A token with less than this left is renewed before it is used. */
const spareMs = 10_000

export const createAccess = (dependencies: AccessDependencies): Access => {
  const { calls, memory, tabs, clock } = dependencies
  const state = shallowRef<AccessState>({ kind: 'restoring' })
  const marks = signOutMarks(memory)
  const lastSignIn = lastSignIns(memory)

  const adopt = (grant: Grant) => {
    const previous = state.value
    state.value = { kind: 'signedIn', grant }
    lastSignIn.write({ tenant: { slug: grant.tenant.slug, name: grant.tenant.name }, email: grant.user.email })
    refresher.schedule(grant)
    if (previous.kind === 'signedIn' && previous.grant.user.id !== grant.user.id) dependencies.onOtherPerson()
  }
  const leave = (notice: SignedOutNotice | null) => {
    refresher.cancel()
    if (state.value.kind !== 'signedOut' || notice !== null) state.value = { kind: 'signedOut', notice }
  }
  const refresher = createRefresher(dependencies, {
    current: () => (state.value.kind === 'signedIn' ? state.value.grant : null),
    tenant: () => lastSignIn.read()?.tenant.slug ?? null,
    isForbidden: () => marks.read() !== null,
    onGrant(grant) {
      adopt(grant)
      tabs.tell({ kind: 'granted', grant })
    },
    onRefusal: (error) => leave(refusedRefresh(error, lastSignIn.read(), clock.now())),
    onUnanswered(error) {
      if (state.value.kind !== 'signedIn') state.value = { kind: 'unreachable', error }
    },
  })
  const signOut = createSignOut(dependencies, marks)

  const ended = ({ cause, message, endedAt }: Ended) => {
    if (state.value.kind !== 'signedIn') return
    const { session, tenant, user } = state.value.grant
    const notice = { cause, message, endedAt, tenant: { slug: tenant.slug, name: tenant.name }, email: user.email }
    leave(notice)
    tabs.tell({ kind: 'ended', sessionId: session.id, notice })
  }

  const hear = (message: TabMessage) => {
    switch (message.kind) {
      case 'granted':
        signOut.over()
        return adopt(message.grant)
      case 'ended':
        if (state.value.kind === 'signedIn' && state.value.grant.session.id === message.sessionId) leave(message.notice)
        return undefined
      case 'signedOut':
        leave(null)
        return signOut.resume()
      case 'signOutConfirmed':
        return signOut.confirmed()
    }
  }
  tabs.listen(hear)

  const renewedOrCurrent = async (): Promise<string | null> => {
    await refresher.refresh()
    return state.value.kind === 'signedIn' ? state.value.grant.accessToken : null
  }

  return {
    state,
    signOutState: signOut.state,
    restore() {
      signOut.resume()
      if (marks.read() !== null || lastSignIn.read() === null) leave(null)
      else void refresher.refresh()
    },
    async signIn(credentials) {
      await signOut.tryBeforeSignIn()
      const grant = await calls.login(credentials)
      marks.remove()
      signOut.over()
      adopt(grant)
      tabs.tell({ kind: 'granted', grant })
    },
    async signOut() {
      if (state.value.kind !== 'signedIn') return
      const { accessToken, tenant } = state.value.grant
      marks.leave({ tenant: tenant.slug, confirmed: false })
      lastSignIn.forgetPerson()
      leave(null)
      tabs.tell({ kind: 'signedOut' })
      await signOut.start(accessToken)
    },
    ended,
    async token() {
      if (state.value.kind !== 'signedIn') return null
      const { accessToken, accessExpiresAt } = state.value.grant
      return Date.parse(accessExpiresAt) - clock.now() > spareMs ? accessToken : renewedOrCurrent()
    },
    async renewed(stale) {
      if (state.value.kind !== 'signedIn') return null
      const { accessToken } = state.value.grant
      return accessToken === stale ? renewedOrCurrent() : accessToken
    },
    refresh: () => refresher.refresh(),
  }
}
