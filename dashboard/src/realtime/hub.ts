import type { Ended, Erased, Frame, Hello } from '#events/live/frames.ts'
import type { Later } from '#client/session/clock.ts'
import { createChain } from './chain.ts'
import { createFollowers } from './followers.ts'
import type { FreshnessMeter } from './freshness.ts'
import type { LiveFeed } from './liveFeed.ts'
import { createPolling } from './polling.ts'
import { watchSilence } from './silence.ts'
import type { LiveSocket, OpenLiveSocket } from './liveSocket.ts'

export interface HubDependencies {
  open: OpenLiveSocket
  meter: FreshnessMeter
  now(): number
  onServerTime(serverTime: string): void
  onEnded(ended: Ended): void
  /** Runs once, with the next picture the browser draws. */
  nextPicture(run: () => void): void
  later: Later
}

export interface Hub extends LiveFeed {
  start(): void
  stop(): void
  renew(token: string): void
}

/** A first read waits so long for the socket, so that its frames start before it. */
const helloWithinMs = 1_000

/**
 * One socket for all lists of the page. Reads begin while the chain of frames is already held, so every read covers at
 * least the chain's position at its start: applying the frames since then, idempotently, leaves no gap. Without a
 * socket the lists are polled.
 */
export const createHub = (dependencies: HubDependencies): Hub => {
  const { meter, now, later, nextPicture } = dependencies
  let socket: LiveSocket | null = null
  let waiting: Frame[] = []
  let hello = Promise.withResolvers<void>()
  /** The last erasure that this page was told of. */
  let erasure: string | null = null
  const beside = new Set<() => void>()

  const followers = createFollowers({
    meter,
    now,
    later,
    ready: () => hello.promise,
    isPolled: () => polling.isOn(),
  })
  const chain = createChain({
    resume: (position) => (socket === null ? Promise.reject(new Error('no socket')) : socket.resume(position)),
    onLost: () => void followers.readAll(),
    onFrames(frames) {
      if (waiting.length === 0) nextPicture(flush)
      waiting.push(...frames)
    },
  })
  const polling = createPolling(later, followers.readAll)
  const silence = watchSilence(later, polling.start, () => socket?.reconnect())
  const flush = () => {
    const frames = waiting
    waiting = []
    if (frames.length > 0) followers.deliver(frames)
  }
  const heard = () => {
    meter.told()
    polling.stop()
    silence.heard()
  }
  /** The lists may name forgotten people, and so may frames that are not drawn yet. */
  const readErased = () => {
    waiting = []
    void followers.readAll()
    for (const read of beside) read()
  }
  const onErased = (told: Erased) => {
    erasure = told.erasure
    readErased()
  }
  const onHello = ({ position, serverTime, erasure: last }: Hello) => {
    const wasErasedMeanwhile = erasure !== null && erasure !== last
    erasure = last
    dependencies.onServerTime(serverTime)
    meter.connected()
    heard()
    hello.resolve()
    // What was read before a new chain began may lack changes. A chain that goes on lacks none, so only failed reads are repeated.
    const isNew = chain.begin(position)
    if (wasErasedMeanwhile) readErased()
    else if (isNew) void followers.readAll()
    else void followers.readMissing()
  }
  const onSilence = () => {
    // No frames to wait for: what can be read is read.
    hello.resolve()
    meter.disconnected()
    polling.start()
  }

  return {
    follow: followers.follow,
    onErased(read) {
      beside.add(read)
      return () => void beside.delete(read)
    },
    start() {
      hello = Promise.withResolvers<void>()
      later(helloWithinMs, hello.resolve)
      meter.start()
      socket = dependencies.open({
        onHello,
        onFrame(frame) {
          heard()
          chain.frame(frame)
        },
        onBeat(beat) {
          heard()
          chain.beat(beat)
        },
        onErased,
        onEnded: dependencies.onEnded,
        onDisconnected: onSilence,
        onFailure: onSilence,
      })
      socket.connect()
      silence.heard()
    },
    stop() {
      socket?.disconnect()
      socket = null
      polling.stop()
      silence.stop()
      meter.stop()
      chain.forget()
      erasure = null
      followers.clear()
    },
    renew: (token) => void socket?.renew(token),
  }
}
