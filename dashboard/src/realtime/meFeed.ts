import { shallowRef, type ShallowRef } from 'vue'
import type { Ended, Warning } from '#events/live/frames.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { createAlarm } from '#client/session/alarm.ts'
import type { Later } from '#client/session/clock.ts'
import type { FreshnessMeter } from './freshness.ts'
import { createFollowers } from './followers.ts'
import { createPolling } from './polling.ts'
import type { OpenMeSocket } from './meSocket.ts'
import type { SupervisedSocket } from './superviseSocket.ts'

export type OwnSession = SessionRow & { isCurrent: boolean }

interface OwnFollower {
  read(signal: AbortSignal): Promise<unknown>
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
  token(): Promise<string | null>
  onEnded(ended: Ended): void
  later: Later
}

const askEveryMs = 3_000
/** The page is live while an answer is no older. */
export const ownLiveWithinMs = 5_000

export const createMeHub = ({ open, meter, now, token, onEnded, later }: MeHubDependencies): MeHub => {
  const warning = shallowRef<Warning | null>(null)
  const appliers = new Set<OwnFollower>()
  let socket: SupervisedSocket | null = null
  const followers = createFollowers({
    meter,
    now,
    later,
    ready: () => Promise.resolve(),
    isPolled: () => polling.isOn(),
  })

  const polling = createPolling(later, followers.readAll)
  const pulse = createAlarm(later)
  /** This namespace has no beat, so the page asks whether anybody is there. */
  const ask = async () => {
    const present = await token()
    const isThere = present !== null && (await socket?.renew(present)) === true
    if (isThere) {
      meter.told()
      polling.stop()
    } else polling.start()
    if (socket !== null) pulse.set(askEveryMs, () => void ask())
  }
  const onSilence = () => {
    pulse.clear()
    meter.disconnected()
    polling.start()
  }
  const onConnected = () => {
    polling.stop()
    meter.connected()
    pulse.set(askEveryMs, () => void ask())
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
      socket?.disconnect()
      socket = null
      polling.stop()
      pulse.clear()
      meter.stop()
      warning.value = null
      appliers.clear()
      followers.clear()
    },
    renew: (token) => void socket?.renew(token),
  }
}
