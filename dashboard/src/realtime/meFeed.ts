import { shallowRef, type ShallowRef } from 'vue'
import type { Ended, Warning } from '#events/live/frames.ts'
import type { SessionRow } from '#events/live/rows.ts'
import type { FreshnessMeter } from './freshness.ts'
import { createFollowers } from './followers.ts'
import type { OpenMeSocket } from './meSocket.ts'
import type { SupervisedSocket } from './superviseSocket.ts'

export type OwnSession = SessionRow & { isCurrent: boolean }

export interface OwnFollower {
  read(signal: AbortSignal): Promise<void>
  /** Idempotent, by the row's revision. */
  apply(row: OwnSession): void
}

/** The caller's own sessions: changes by socket, read again after every connection, polled without one. */
export interface MeFeed {
  follow(follower: OwnFollower): { reread(): Promise<void>; stop(): void }
  /** A sign-out that is about to happen. */
  readonly warning: Readonly<ShallowRef<Warning | null>>
}

export interface MeHub extends MeFeed {
  start(): void
  stop(): void
  renew(token: string): void
}

export interface MeHubDependencies {
  open: OpenMeSocket
  meter: FreshnessMeter
  now(): number
  onEnded(ended: Ended): void
  later(ms: number, run: () => void): () => void
}

const pollEveryMs = 5_000
const pollFirstAfterMs = 2_000
const stillHereEveryMs = 1_000

export const createMeHub = ({ open, meter, now, onEnded, later }: MeHubDependencies): MeHub => {
  const warning = shallowRef<Warning | null>(null)
  const appliers = new Set<OwnFollower>()
  let socket: SupervisedSocket | null = null
  let polling = false
  let cancelPoll = () => {}
  let cancelPulse = () => {}
  const followers = createFollowers({ meter, now, ready: () => Promise.resolve() })

  const poll = (afterMs: number) => {
    cancelPoll()
    polling = true
    cancelPoll = later(afterMs, () => void followers.readAll().then(() => (polling ? poll(pollEveryMs) : undefined)))
  }
  const stopPolling = () => {
    polling = false
    cancelPoll()
  }
  /** This namespace has no beat; Socket.IO's own heartbeat notices a dead connection. */
  const pulse = () => {
    meter.heard()
    cancelPulse = later(stillHereEveryMs, pulse)
  }
  const onSilence = () => {
    cancelPulse()
    meter.disconnected()
    poll(pollFirstAfterMs)
  }
  const onConnected = () => {
    stopPolling()
    meter.connected()
    pulse()
    void followers.readAll()
  }
  return {
    warning,
    follow(follower) {
      appliers.add(follower)
      const following = followers.follow({ read: follower.read, apply: () => {} })
      return {
        reread: following.reread,
        stop() {
          appliers.delete(follower)
          following.stop()
        },
      }
    },
    start() {
      meter.start()
      socket = open({
        onConnected,
        onSession(row) {
          for (const follower of appliers) follower.apply(row)
        },
        onWarning(next) {
          warning.value = next
        },
        onEnded,
        onDisconnected: onSilence,
        onFailure: onSilence,
      })
      socket.connect()
    },
    stop() {
      stopPolling()
      cancelPulse()
      meter.stop()
      socket?.disconnect()
      socket = null
      warning.value = null
      appliers.clear()
      followers.clear()
    },
    renew: (token) => socket?.renew(token),
  }
}
