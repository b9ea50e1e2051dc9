import type { OwnSession } from '#events/live/rows.ts'
import type { SessionClient } from '../session/sessionClient.ts'
import { newest, withSession } from './listedSessions.ts'
import { type Listener, listeners } from './listeners.ts'

export interface OwnSessionsState {
  /** The person's sessions, live and ended; null: not read yet. */
  readonly sessions: readonly OwnSession[] | null
  readonly isLoading: boolean
  /** Why the last reading failed; null: it did not. What was read before stays. */
  readonly error: unknown
}

/** The sessions of the person who is signed in, kept current while somebody listens. */
export interface OwnSessions {
  state: () => OwnSessionsState
  subscribe: (listener: Listener) => Listener
  /** @throws ApiError */
  fetch: () => Promise<void>
  /** Ends one. @throws ApiError */
  revoke: (sessionId: string) => Promise<void>
  /** Ends all others, or with `includeCurrent` this one too. Answers how many. @throws ApiError */
  revokeAll: (options?: { includeCurrent?: boolean }) => Promise<number>
}

export type OwnSessionsClient = Pick<
  SessionClient,
  'state' | 'subscribe' | 'sessions' | 'revoke' | 'signOutAll' | 'signOutOthers' | 'onSession'
>

const none: OwnSessionsState = { sessions: null, isLoading: false, error: null }

const personOf = (client: OwnSessionsClient): string | null => {
  const state = client.state()
  return state.kind === 'signedIn' ? state.grant.user.id : null
}

const create = (client: OwnSessionsClient): OwnSessions => {
  let state = none
  let person = personOf(client)
  let reading: AbortController | null = null
  const set = (next: OwnSessionsState): void => {
    state = next
    told.tell()
  }
  /** Nobody reads the sessions of who was signed in before. */
  const forgetFormer = (): void => {
    const now = personOf(client)
    if (now === person) return
    person = now
    reading?.abort()
    reading = null
    set(none)
  }
  const told = listeners(() => {
    forgetFormer()
    const stops = [
      client.subscribe(forgetFormer),
      client.onSession((row) => {
        if (state.sessions !== null) set({ ...state, sessions: withSession(state.sessions, row) })
      }),
    ]
    return () => stops.forEach((stop) => stop())
  })
  const fetch = async (): Promise<void> => {
    forgetFormer()
    reading?.abort()
    const own = new AbortController()
    reading = own
    set({ ...state, isLoading: true })
    try {
      const sessions = await client.sessions(own.signal)
      if (reading === own) set({ sessions: newest(sessions, state.sessions), isLoading: false, error: null })
    } catch (error) {
      // One that was overtaken has nothing to say.
      if (reading !== own) return
      set({ ...state, isLoading: false, error })
      throw error
    }
  }
  return {
    state: () => state,
    subscribe: told.add,
    fetch,
    async revoke(sessionId) {
      await client.revoke(sessionId)
      if (personOf(client) !== null) await fetch()
    },
    async revokeAll({ includeCurrent = false } = {}) {
      const ended = await (includeCurrent ? client.signOutAll() : client.signOutOthers())
      if (personOf(client) !== null) await fetch()
      return ended
    },
  }
}

const made = new WeakMap<OwnSessionsClient, OwnSessions>()

/** One for each client, so that all parts of a page read them once. */
export const ownSessionsOf = (client: OwnSessionsClient): OwnSessions => {
  const own = made.get(client) ?? create(client)
  made.set(client, own)
  return own
}
