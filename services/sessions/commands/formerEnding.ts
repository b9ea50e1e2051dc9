import type { Client, Person } from '#services/ports/identity.ts'
import type { FormerEnding } from './decider.ts'

/** A session of an application's own table. Times are ISO 8601. */
export interface TakingOver {
  sessionId: string
  person: Pick<Person, 'userId' | 'email' | 'name'>
  client: Pick<Client, 'clientId'>
  startedAt: string
  lastActiveAt: string
  idleSeconds: number
  /** Null: until signed out. */
  absoluteSeconds: number | null
  /** Null: it goes on. */
  end: { how: 'idle' | 'expired' | 'loggedOut' | 'revoked'; at: string } | null
}

const before = 'Ended before it was taken over.'

/** The event that says how a session ended where it came from; null for one that goes on. */
export const formerEnding = ({ sessionId, person, end }: TakingOver): FormerEnding | null => {
  if (end === null) return null
  const ids = { sessionId, userId: person.userId }
  switch (end.how) {
    case 'idle':
      return { type: 'SessionExpired', version: 1, data: { ...ids, kind: 'idle', expiredAt: end.at } }
    case 'expired':
      return { type: 'SessionExpired', version: 1, data: { ...ids, kind: 'absolute', expiredAt: end.at } }
    case 'loggedOut':
      return { type: 'SessionLoggedOut', version: 1, data: { ...ids, by: 'client', endedAt: end.at } }
    case 'revoked':
      return {
        type: 'SessionRevoked',
        version: 1,
        data: {
          ...ids,
          cause: 'admin',
          reason: before,
          message: null,
          ticket: null,
          operationId: null,
          endedAt: end.at,
        },
      }
  }
}
