import { computed } from 'vue'
import { createAccess, type Access } from './api/access.ts'
import { authCalls } from './api/authCalls.ts'
import { deviceIdOf } from './api/deviceId.ts'
import { followEndings, type Endings } from './api/endings.ts'
import { createHttp, type HttpDependencies } from './api/http.ts'
import { browserMemory, type Memory } from './api/memory.ts'
import { saidDevice } from './api/saidDevice.ts'
import { createServerClock, type ServerClock } from './api/serverClock.ts'
import { browserTabs } from './api/tabs.ts'
import { watchTouches } from './api/touches.ts'
import { basePath } from './basePath.ts'
import type { Connections } from './connections.ts'
import { createFreshnessMeter } from './realtime/freshness.ts'
import { createHub } from './realtime/hub.ts'
import { openLiveSocket } from './realtime/liveSocket.ts'
import { createMeHub, ownLiveWithinMs } from './realtime/meFeed.ts'
import { openMeSocket } from './realtime/meSocket.ts'
import type { SocketSupervision } from './realtime/superviseSocket.ts'
import { connectWhileSignedIn } from './realtime/whileSignedIn.ts'

type HttpBase = Omit<HttpDependencies, 'token' | 'renewed' | 'onRefusal'>

/** The server's `Date` has whole seconds and was written before the answer travelled. */
const dateAccuracyMs = 2_000
const hiddenPictureMs = 1_000

const later = (ms: number, run: () => void) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
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

const connectAccess = (memory: Memory, serverClock: ServerClock, base: HttpBase): Access => {
  const bearing = (token: string | null) =>
    createHttp({ ...base, token: async () => token, renewed: async () => null, onRefusal: () => {} })
  return createAccess({
    calls: authCalls(bearing(null), bearing, async () => ({
      id: deviceIdOf(memory, randomId),
      ...(await saidDevice(navigator, screen)),
    })),
    memory,
    tabs: browserTabs(),
    clock: serverClock,
    randomId,
    random: () => Math.random(),
    later,
    onOtherPerson: () => location.assign(`${basePath()}/`),
  })
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
  const serverClock = createServerClock(() => Date.now())
  const base: HttpBase = {
    fetch: (path, init) => fetch(`${basePath()}${path}`, init),
    wait,
    random: () => Math.random(),
    onServerTime: (serverTime) => serverClock.learn(serverTime, dateAccuracyMs),
  }
  const access = connectAccess(memory, serverClock, base)
  watchTouches(document, access.touched)
  const endings = followEndings(access, serverClock.now)
  const http = createHttp({ ...base, token: access.token, renewed: access.renewed, onRefusal: endings.onRefusal })
  const feeds = connectFeeds(access, serverClock, endings)
  const shownNow = computed(() =>
    feeds.freshness.value.kind === 'offline' ? feeds.freshness.value.since : serverClock.ticking.value,
  )
  return { randomId, memory, serverClock, access, http, ...feeds, shownNow }
}
