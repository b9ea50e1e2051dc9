import { computed } from 'vue'
import { machineClock } from '#client/session/clock.ts'
import { reauthenticate } from '#client/reauthenticate/reauthenticate.ts'
import { createSessionClient } from '#client/session/createSessionClient.ts'
import type { SessionClient } from '#client/session/sessionClient.ts'
import { watchTouches } from '#client/session/touches.ts'
import { dashboardClientId } from '#events/tenant/dashboardClient.ts'
import { accessOf, type Access } from './api/access.ts'
import { followEndings, type Endings } from './api/endings.ts'
import { createHttp } from './api/http.ts'
import { lastSignIns, rememberSignIns } from './api/lastSignIn.ts'
import { browserMemory, type Memory } from './api/memory.ts'
import { tickingClock, type ServerClock } from './api/serverClock.ts'
import { basePath } from './basePath.ts'
import type { Connections } from './connections.ts'
import { createFreshnessMeter } from './realtime/freshness.ts'
import { createHub } from './realtime/hub.ts'
import { openLiveSocket } from './realtime/liveSocket.ts'
import { createMeHub, ownLiveWithinMs } from './realtime/meFeed.ts'
import { openMeSocket } from './realtime/meSocket.ts'
import type { SocketSupervision } from './realtime/superviseSocket.ts'
import { createReauthentication } from './reauthentication.ts'
import { connectWhileSignedIn } from './realtime/whileSignedIn.ts'

/** The server's `Date` has whole seconds and was written before the answer travelled. */
const dateAccuracyMs = 2_000
const hiddenPictureMs = 1_000

const { later } = machineClock

/** Runs with the next picture the browser draws. A hidden tab draws none, so there a timer runs it. */
const nextPicture = (run: () => void) => {
  const runOnce = () => {
    cancelAnimationFrame(picture)
    clearTimeout(timer)
    run()
  }
  const picture = requestAnimationFrame(runOnce)
  const timer = setTimeout(runOnce, hiddenPictureMs)
}
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** 128 random bits. */
const randomId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** Sockets tell this page what the client would otherwise hear by a stream. */
const connectSession = (memory: Memory): SessionClient => {
  const session = createSessionClient({
    baseUrl: basePath(),
    client: dashboardClientId,
    transport: 'cookie',
    live: 'off',
  })
  rememberSignIns(session, lastSignIns(memory))
  session.onOtherPerson(() => location.assign(`${basePath()}/`))
  watchTouches(document, session.touch)
  return session
}

const connectFeeds = (access: Access, serverClock: ServerClock, endings: Endings) => {
  const { now } = serverClock
  const supervision: SocketSupervision = {
    basePath: basePath(),
    token: access.token,
    refresh: access.refresh,
    onSessionOver: endings.onSocketRefused,
    later,
    random: () => Math.random(),
  }
  const onServerTime = (serverTime: string) => serverClock.learn(serverTime, 0)
  const feed = { now, later, onEnded: access.ended }
  const liveMeter = createFreshnessMeter(now)
  const meMeter = createFreshnessMeter(now, ownLiveWithinMs)
  const live = createHub({ ...feed, open: openLiveSocket(supervision), meter: liveMeter, nextPicture, onServerTime })
  const { token } = access
  const me = createMeHub({ ...feed, token, open: openMeSocket(supervision), meter: meMeter })
  return { live, me, freshness: connectWhileSignedIn(access, { live, me, liveMeter, meMeter }) }
}

/** Builds everything that reaches beyond the page: the only place that knows fetch, storage, clock and randomness. */
export const connect = (): Connections => {
  const memory = browserMemory(() => localStorage)
  const session = connectSession(memory)
  const access = accessOf(session)
  const serverClock = tickingClock(session.serverClock)
  const endings = followEndings(access, serverClock.now)
  const reauthentication = createReauthentication((password) => reauthenticate(session, { password }))
  const http = createHttp({
    fetch: (path, init) => fetch(`${basePath()}${path}`, init),
    wait,
    random: () => Math.random(),
    onServerTime: (serverTime) => serverClock.learn(serverTime, dateAccuracyMs),
    token: access.token,
    renewed: access.renewed,
    reauthenticate: reauthentication.ask,
    onRefusal: endings.onRefusal,
  })
  const feeds = connectFeeds(access, serverClock, endings)
  const shownNow = computed(() =>
    feeds.freshness.value.kind === 'offline' ? feeds.freshness.value.since : serverClock.ticking.value,
  )
  return { randomId, memory, serverClock, access, session, http, reauthentication, ...feeds, shownNow }
}
