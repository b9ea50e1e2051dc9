import type { AllStreamResolvedEvent, AllStreamSubscription } from '@eventstore/db-client'
import type { Position } from '#events/envelope.ts'
import { clientLibrary } from './clientLibrary.ts'
import { isPassing } from './passing.ts'
import type { RenewableClient } from './renewableClient.ts'
import { positionOf } from './storedForm.ts'

export interface WakeUpsNeeds {
  clients: RenewableClient
  /** Milliseconds, monotonic. */
  now: () => number
  /** The newest position that this process has read or written. */
  newestSeen: () => Position
}

export interface WakeUps {
  listen(onWake: () => void): () => void
  /** The server has confirmed the subscription that is open now. */
  isSubscribed(): boolean
  /** How often a new subscription replaced a lost one. */
  resumed(): number
  close(): Promise<void>
}

const shortestPauseMs = 50
const longestPauseMs = 500
const lookEveryMs = 500
/**
 * A subscription is replaced when the server does not confirm it within this time, or when it stays behind what was
 * read for this long.
 */
const mostSilentMs = 3_000

interface Open {
  subscription: AllStreamSubscription
  release: (error?: unknown) => void
  since: number
  isConfirmed: boolean
}

/** Notices that the subscription stays behind what this process has read; the caller asks it regularly. */
const watchdog = ({ now, newestSeen }: WakeUpsNeeds) => {
  let behindSince: number | undefined
  return {
    reset: () => (behindSince = undefined),
    isStuck(open: Open, delivered: Position): boolean {
      if (!open.isConfirmed) return now() - open.since > mostSilentMs
      behindSince = newestSeen() > delivered ? (behindSince ?? now()) : undefined
      return behindSince !== undefined && now() - behindSince > mostSilentMs
    },
  }
}

/**
 * Calls listeners when something was appended, by a subscription to the whole log. The server drops subscriptions in
 * normal operation, and may not even say so. Each lost one is replaced by one that begins at the last event that
 * arrived. This is only a hint: listeners read the log by position, and also ask it without a hint.
 */
export const wakeUps = (needs: WakeUpsNeeds): WakeUps => {
  const { clients, now, newestSeen } = needs
  const listeners = new Set<() => void>()
  const dog = watchdog(needs)
  let open: Open | undefined
  let timer: NodeJS.Timeout | undefined
  let watch: NodeJS.Timeout | undefined
  let pauseMs = shortestPauseMs
  let confirmations = 0
  let isClosed = false
  /** Position of the last event that arrived; undefined: the next subscription begins at the log's end. */
  let last: Position | undefined
  /** The newest position that was known when the subscription began. */
  let base: Position = 0

  const wake = (): void => listeners.forEach((onWake) => onWake())
  const leave = async ({ subscription, release }: Open, error?: unknown): Promise<void> => {
    // Ending an iteration with `break` instead would leak the call.
    await subscription.unsubscribe().catch(() => undefined)
    release(error)
  }
  const again = (dropped: Open, error?: unknown): void => {
    if (open !== dropped) return
    open = undefined
    void leave(dropped, error)
    if (isClosed) return
    timer = setTimeout(subscribe, pauseMs)
    pauseMs = Math.min(2 * pauseMs, longestPauseMs)
  }
  const confirmed = (of: Open): void => {
    if (open !== of) return
    of.isConfirmed = true
    confirmations++
    pauseMs = shortestPauseMs
    base = newestSeen()
    dog.reset()
    // Something may have been appended while there was no subscription.
    wake()
  }
  const arrived = ({ event }: AllStreamResolvedEvent): void => {
    // A subscription that was given up may still deliver events.
    if (event !== undefined) last = Math.max(last ?? 0, positionOf(event.position))
    wake()
  }
  const lost = (of: Open, error: unknown): void => {
    // A server that was restored may no longer have this position, so the next subscription begins at the end.
    if (!isPassing(error)) last = undefined
    again(of, error)
  }
  const subscribe = (): void => {
    const { END, excludeSystemEvents } = clientLibrary()
    const { client, release } = clients.hold()
    const from = last === undefined ? END : { commit: BigInt(last), prepare: BigInt(last) }
    // We do nothing at checkpoints, because one may come before the events it covers are handled. The handler must not
    // reject, or the subscription would stall.
    const filter = excludeSystemEvents({ checkpointReached: () => undefined })
    const subscription = client.subscribeToAll({ fromPosition: from, filter, requiresLeader: true })
    const made: Open = { subscription, release, since: now(), isConfirmed: false }
    open = made
    subscription.on('confirmation', () => confirmed(made))
    subscription.on('data', arrived)
    subscription.on('error', (error) => lost(made, error))
    subscription.on('end', () => again(made))
  }
  const look = (): void => {
    if (open !== undefined && dog.isStuck(open, Math.max(last ?? 0, base))) again(open)
  }
  const start = (): void => {
    if (open !== undefined || timer !== undefined || isClosed) return
    subscribe()
    watch = setInterval(look, lookEveryMs)
  }
  return {
    listen(onWake) {
      listeners.add(onWake)
      start()
      return () => void listeners.delete(onWake)
    },
    isSubscribed: () => open?.isConfirmed === true,
    resumed: () => Math.max(0, confirmations - 1),
    async close() {
      isClosed = true
      clearTimeout(timer)
      clearInterval(watch)
      const last = open
      open = undefined
      if (last !== undefined) await leave(last)
    },
  }
}
