import type { Ended, Warning } from '#events/live/frames.ts'
import type { OwnSession } from '#events/live/rows.ts'
import type { Access } from './access.ts'
import type { Clock, ServerClock } from './clock.ts'
import { endedBy } from './endedBy.ts'
import { createExpiry, type Expiry } from './expiry.ts'
import type { Http } from './http.ts'
import { createInactivity, type Inactivity } from './inactivity.ts'
import type { Listeners } from './listeners.ts'
import { createLive } from './live.ts'
import { ownCalls, type Ask, type OwnCalls } from './ownCalls.ts'
import type { Platform } from './platform.ts'
import { ApiError } from './problem.ts'
import type { SessionClientOptions, SessionWarning } from './sessionClient.ts'
import type { Kept } from './storage/kept.ts'
import type { Tabs } from './tabs.ts'

export interface WhileSignedInNeeds {
  options: SessionClientOptions
  access: Access
  ask: Ask
  http: Http
  /** Asks how the session is. */
  poll(accessToken: string): Promise<unknown>
  tabs: Tabs
  clock: Clock
  serverClock: ServerClock
  platform: Platform
  kept: Kept
  lastUseKey: string
  /** Tabs share the session, so one of them listens for all. */
  isShared: boolean
  warned: Listeners<SessionWarning>
  session: Listeners<OwnSession>
  onChange(): void
}

/** What only matters while somebody is signed in: who they are elsewhere, and when it ends. */
export interface WhileSignedIn {
  readonly own: OwnCalls
  readonly expiry: Expiry
  readonly inactivity: Inactivity
  /** From the server's stream, here or in the tab that follows it. */
  heard(name: string, data: unknown): void
  /** Somebody has signed in, or nobody is signed in any more, or the session's times have changed. */
  look(): void
  wake(): void
  stop(): void
}

const defaultPollSeconds = 15

const listening = (
  { options, access, http, poll, tabs, clock, serverClock, platform, isShared }: WhileSignedInNeeds,
  heard: WhileSignedIn['heard'],
) => {
  const { live: mode = 'stream', pollSeconds = defaultPollSeconds } = options
  return createLive({
    // A browser keeps six connections to a server: without locks there would be a stream for every tab.
    mode: mode === 'stream' && isShared && platform.locks === undefined ? 'poll' : mode,
    pollMs: pollSeconds * 1000,
    http,
    tabs,
    clock,
    random: platform.random,
    token: access.token,
    poll,
    onEvent(name, data) {
      if (name === 'ended') return access.sessionEnded(data as Ended)
      heard(name, data)
      tabs.tell({ kind: 'heard', name, data })
    },
    async onFailure(error, accessToken) {
      if (!(error instanceof ApiError) || error.status !== 401) return
      // A session that waits for a proof is told by no new token.
      if (error.code === 'reauthentication-required') return
      const over = endedBy(error, serverClock.now())
      if (over === null) await access.renewed(accessToken)
      else access.sessionEnded(over)
    },
  })
}

export const whileSignedIn = (needs: WhileSignedInNeeds): WhileSignedIn => {
  const { options, access, clock, serverClock, kept, lastUseKey, warned, session } = needs
  const { grant } = access.holder
  const isSignedIn = () => grant() !== null
  const heard = (name: string, data: unknown) => {
    if (name === 'session') session.tell(data as OwnSession)
    // Which have changed is not known any more. Where they cannot be read, there is somebody to see that when they are asked for.
    if (name === 'reset')
      void own.sessions().then(
        (all) => all.forEach(session.tell),
        () => {},
      )
    // The end itself is warned of from here; only what else the server has to say is news.
    if (name === 'warning' && (data as Warning).at !== grant()?.session.absoluteExpiresAt)
      warned.tell({ kind: 'absolute', ...(data as Warning) })
  }
  const inactivity = createInactivity({
    limits: options.inactivity,
    kept,
    key: lastUseKey,
    clock,
    isSignedIn,
    onEnd: () => void access.signOut('inactivity'),
    onChange() {
      needs.onChange()
      expiry.look()
    },
  })
  const expiry = createExpiry({ grant, inactivityEnd: inactivity.endNear, clock, serverClock, onWarning: warned.tell })
  const own = ownCalls(needs.ask)
  const live = listening(needs, heard)
  return {
    own,
    expiry,
    inactivity,
    heard,
    look() {
      expiry.look()
      void inactivity.look()
      live.follow(grant()?.session.id ?? null)
    },
    wake: live.wake,
    stop: live.stop,
  }
}
