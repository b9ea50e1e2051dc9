import type { SessionClient, SessionWarning } from '../session/sessionClient.ts'
import { type Listener, listeners } from './listeners.ts'

export interface ExpiryState {
  /** When the session ends unless it is used, in milliseconds since the epoch by the server's clock; null: signed out. */
  readonly expiresAt: number | null
  readonly isExpiringSoon: boolean
  /** What the person is to be warned of; null: nothing is near. */
  readonly warning: SessionWarning | null
  /** Until `warning.at`; counts down once a second. */
  readonly secondsLeft: number | null
}

export interface Expiry {
  state: () => ExpiryState
  subscribe: (listener: Listener) => Listener
}

export type ExpiryClient = Pick<SessionClient, 'subscribe' | 'expiresAt' | 'expiring' | 'serverClock'>

const read = (client: ExpiryClient): ExpiryState => {
  const warning = client.expiring()
  const msLeft = warning === null ? null : Date.parse(warning.at) - client.serverClock.now()
  return {
    expiresAt: client.expiresAt(),
    isExpiringSoon: warning !== null,
    warning,
    secondsLeft: msLeft === null ? null : Math.max(0, Math.ceil(msLeft / 1_000)),
  }
}

const isSame = (one: ExpiryState, other: ExpiryState): boolean => JSON.stringify(one) === JSON.stringify(other)

const create = (client: ExpiryClient): Expiry => {
  let state = read(client)
  let timer: ReturnType<typeof setInterval> | undefined
  const look = (): void => {
    const next = read(client)
    if (isSame(state, next)) return
    state = next
    tick()
    told.tell()
  }
  /** Only while a countdown can be seen. */
  const tick = (): void => {
    clearInterval(timer)
    if (state.isExpiringSoon) timer = setInterval(look, 1_000)
  }
  const told = listeners(() => {
    const leave = client.subscribe(look)
    state = read(client)
    tick()
    return () => {
      leave()
      clearInterval(timer)
    }
  })
  return { state: () => state, subscribe: told.add }
}

const made = new WeakMap<ExpiryClient, Expiry>()

/** One for each client. */
export const expiryOf = (client: ExpiryClient): Expiry => {
  const expiry = made.get(client) ?? create(client)
  made.set(client, expiry)
  return expiry
}
