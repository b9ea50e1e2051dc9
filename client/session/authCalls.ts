import type { DeviceFacts, Fingerprint } from './device/deviceFacts.ts'
import { isGrant, type CurrentSession, type Grant, type GrantedSession } from './grant.ts'
import type { Http } from './http.ts'
import { unreadable } from './problem.ts'
import type { Credentials } from './sessionClient.ts'

export type Told = Pick<GrantedSession, 'lastActiveAt' | 'idleExpiresAt'>

/** What a refresh presents: the token, or the tenant whose cookie the browser adds. */
export interface Presented {
  tenant: string
  refreshToken?: string | undefined
}

/** What a sign-in says of application and device, whichever way it is. */
export interface SignInFacts {
  tenant: string | undefined
  client: string
  transport: 'cookie' | 'bearer'
  device: DeviceFacts & { id: string; fingerprint?: Fingerprint }
}

/** The calls by which somebody is and stays signed in. */
export interface AuthCalls {
  facts(): Promise<SignInFacts>
  /** A request that a grant answers. */
  granted(path: string, body: unknown): Promise<Grant>
  login(credentials: Credentials): Promise<Grant>
  /** `active`: a person has used the application since the server was last told. */
  refresh(request: Presented & { attempt: string; active: boolean }): Promise<Grant>
  current(accessToken: string): Promise<CurrentSession>
  reportActivity(accessToken: string): Promise<Told>
  /** `accessToken` also names the session, in case cookie or refresh token is gone. */
  logout(request: Presented & { accessToken: string | null; cause: 'person' | 'inactivity' }): Promise<void>
  logoutAll(accessToken: string): Promise<number>
}

interface AuthCallsNeeds extends Omit<SignInFacts, 'device'> {
  http: Http
  device(): Promise<SignInFacts['device']>
}

const fieldOf = <Name extends string>(body: unknown, name: Name): Record<Name, never> => {
  const fields = (body ?? {}) as Record<Name, never>
  if (fields[name] === undefined) throw unreadable()
  return fields
}

/** An answer to sign-out takes no longer: the page waits for it. */
const logoutWithinMs = 5_000

export const authCalls = ({ http, client, tenant, transport, device }: AuthCallsNeeds): AuthCalls => {
  const post = async (path: string, body: unknown, accessToken?: string | null, withinMs?: number) =>
    (await http.ask(path, { method: 'POST', body, accessToken, withinMs })).body
  const presenting = ({ tenant: whose, refreshToken }: Presented) =>
    refreshToken === undefined ? { tenant: whose, client } : { refreshToken }
  const facts = async () => ({ tenant, client, transport, device: await device() })
  const granted = async (path: string, body: unknown): Promise<Grant> => {
    const grant = await post(path, body)
    if (!isGrant(grant)) throw unreadable()
    return grant
  }
  return {
    facts,
    granted,
    async login({ deviceName, ...credentials }) {
      const told = await facts()
      if (deviceName) told.device.name = deviceName
      return granted('/v1/auth/login', { ...told, ...credentials })
    },
    refresh: ({ attempt, active, ...presented }) =>
      granted('/v1/auth/refresh', { ...presenting(presented), attempt, active }),
    current: async (accessToken) =>
      fieldOf((await http.ask('/v1/auth/session', { accessToken })).body, 'session') as unknown as CurrentSession,
    reportActivity: async (accessToken) =>
      fieldOf(await post('/v1/auth/session/activity', undefined, accessToken), 'idleExpiresAt') as unknown as Told,
    async logout({ accessToken, cause, ...presented }) {
      await post('/v1/auth/logout', { ...presenting(presented), cause }, accessToken, logoutWithinMs)
    },
    logoutAll: async (accessToken) =>
      fieldOf(await post('/v1/auth/logout-all', { includeCurrent: true }, accessToken), 'ended').ended,
  }
}
