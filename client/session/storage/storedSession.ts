import { isOrder } from '../accessState.ts'
import { isGrant, type Grant } from '../grant.ts'
import type { StorageKeys } from './keyValueStorage.ts'
import type { Kept } from './kept.ts'

/** Whose session it is. With cookies that is all that is stored: it tells which tenant's cookie to refresh. */
export interface StoredSession {
  /** Rises with everything that happens to the session in any tab: what has a lower one is older. */
  order: number
  tenant: { id: string; slug: string; name: string }
  email: string
  /** Bearer tokens only. */
  grant?: Grant
}

export interface SessionStore {
  read(): Promise<StoredSession | null>
  /** Leaves a newer session as it is. */
  write(grant: Grant, order: number): Promise<void>
  forget(): Promise<void>
}

const isSession = (value: unknown): value is StoredSession => {
  const { order, tenant, email, grant } = (value ?? {}) as Partial<StoredSession>
  const isNamed = typeof tenant?.slug === 'string' && typeof email === 'string'
  return isOrder(order) && isNamed && (grant === undefined || isGrant(grant))
}

interface SessionStoreNeeds {
  kept: Kept
  keys: Partial<StorageKeys> & Pick<StorageKeys, 'session'>
  transport: 'cookie' | 'bearer'
  /** Whether its tenant counts here. */
  isOurs(stored: Pick<StoredSession, 'tenant'>): boolean
}

export const createSessionStore = ({ kept, keys, transport, isOurs }: SessionStoreNeeds): SessionStore => {
  const forget = async () => {
    await kept.forget(keys.session)
    if (keys.accessToken !== undefined) await kept.forget(keys.accessToken)
  }
  const read = async (): Promise<StoredSession | null> => {
    const stored = await kept.read<unknown>(keys.session)
    if (!isSession(stored)) return null
    if (isOurs(stored)) return stored
    await forget()
    return null
  }
  return {
    read,
    async write(grant, order) {
      const stored = await read()
      if (stored !== null && stored.order > order) return
      const { tenant: whose, user } = grant
      const session: StoredSession = { order, tenant: whose, email: user.email }
      if (transport === 'bearer') session.grant = grant
      await kept.write(keys.session, session)
      if (transport === 'bearer' && keys.accessToken !== undefined)
        await kept.writeText(keys.accessToken, grant.accessToken)
    },
    forget,
  }
}
