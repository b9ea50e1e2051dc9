import type { Ended } from '#events/live/frames.ts'
import type { OwnSession } from '#events/live/rows.ts'
import { actingFor } from './actingFor.ts'
import { createAccess } from './access.ts'
import type { Grant } from './grant.ts'
import type { Call } from './http.ts'
import { endsAt } from './idleTime.ts'
import { createListeners } from './listeners.ts'
import { thisPlatform, type Platform } from './platform.ts'
import type { SessionClient, SessionClientOptions, SessionWarning, SignedOut } from './sessionClient.ts'
import { sessionFetch } from './sessionFetch.ts'
import { signOutMarks } from './signOutMark.ts'
import { createSessionStore } from './storage/storedSession.ts'
import { connect, surroundings } from './surroundings.ts'
import { whileSignedIn } from './whileSignedIn.ts'

const defaultSpareSeconds = 300

/** Undefined for an address without one, such as a base path. */
const originOf = (address: string): string | undefined => {
  try {
    return new URL(address).origin
  } catch {
    return undefined
  }
}

export const sessionClientOn = (platform: Platform, options: SessionClientOptions): SessionClient => {
  const around = surroundings(platform, options)
  const { clock, kept, keys, tabs, serverClock, transport } = around
  const { http, calls } = connect(options, platform.randomId, around)
  const [changed, signedOut, ended] = [createListeners<void>(), createListeners<SignedOut>(), createListeners<Ended>()]
  const [warned, session] = [createListeners<SessionWarning>(), createListeners<OwnSession>()]
  const otherPerson = createListeners<Grant>()
  const isOurs = ({ tenant: { id, slug } }: Pick<Grant, 'tenant'>) => [undefined, id, slug].includes(options.tenant)
  const access = createAccess({
    calls,
    kept,
    attemptKey: keys.attempt,
    store: createSessionStore({ kept, keys, transport, isOurs }),
    marks: signOutMarks(kept, keys.signedOut),
    tabs,
    clock,
    serverClock,
    random: platform.random,
    randomId: platform.randomId,
    spareMs: (options.refreshBeforeSeconds ?? defaultSpareSeconds) * 1000,
    isOurs,
    isAbandoned: () => inactivity.isAbandoned(),
    signedOut,
    ended,
    otherPerson,
    heard: (name, data) => part.heard(name, data),
    onChange() {
      changed.tell()
      part.look()
    },
  })
  const { holder, presence, refresher, token, renewed } = access
  const asPerson = actingFor(access, () => restored, serverClock.now)
  const part = whileSignedIn({
    ...around,
    options,
    access,
    ask: (path: string, call?: Call) => asPerson((accessToken) => http.ask(path, { ...call, accessToken })),
    http,
    poll: calls.current,
    platform,
    lastUseKey: keys.lastUse,
    warned,
    session,
    onChange: changed.tell,
  })
  const { own, expiry, inactivity } = part
  const restored = access.restore()
  const stopWatching = platform.watchWaking(() => {
    part.wake()
    part.look()
    if (access.needsRefresh() || holder.state().kind === 'unreachable') void refresher.refresh()
  })
  const touch = () => {
    inactivity.touched()
    presence.touched()
  }
  const stay = async () => {
    inactivity.touched()
    await presence.stay()
  }
  const enter = (ask: () => Promise<Grant>) => {
    inactivity.touched()
    return access.enter(ask)
  }
  return {
    ...own,
    state: holder.state,
    subscribe: changed.listen,
    signOutState: access.signOutState,
    serverClock,
    signIn: (credentials) => enter(() => calls.login(credentials)),
    wayIn: { http, calls, enter, goOn: access.goOn },
    signOut: () => access.signOut(),
    async signOutAll() {
      const count = await asPerson(calls.logoutAll)
      await access.signedOutEverywhere()
      return count
    },
    async status() {
      await restored
      return holder.grant() === null ? null : asPerson(calls.current)
    },
    isSignedIn: () => holder.grant() !== null,
    needsRefresh: access.needsRefresh,
    expiresAt() {
      const held = holder.grant()
      return held === null ? null : endsAt(held.session)
    },
    expiring: expiry.expiring,
    isExpiringSoon: () => expiry.expiring() !== null,
    async shouldStaySignedIn() {
      await restored
      return holder.state().kind !== 'signedOut'
    },
    fetch: sessionFetch({
      fetch: around.fetch,
      origins: [platform.pageOrigin, ...[options.baseUrl, ...(options.apiOrigins ?? [])].map(originOf)],
      async token() {
        await restored
        const good = await token()
        const state = holder.state()
        if (state.kind === 'unreachable') throw state.error
        return good
      },
      renewed,
      personId: () => holder.grant()?.user.id,
      touch,
    }),
    token,
    renewed,
    refresh: () => refresher.refresh(),
    touch,
    recordActivity: stay,
    stay,
    save: access.save,
    clear: access.clear,
    ended: (said) => access.sessionEnded(said),
    onSignedOut: signedOut.listen,
    onEnded: ended.listen,
    onWarning: warned.listen,
    onSession: session.listen,
    onOtherPerson: otherPerson.listen,
    dispose() {
      stopWatching()
      part.stop()
      tabs.close()
      clock.stop()
    },
  }
}

/** Signs people in to an application, keeps them so, and knows at once when they no longer are. */
export const createSessionClient = (options: SessionClientOptions): SessionClient =>
  sessionClientOn(thisPlatform(), options)
