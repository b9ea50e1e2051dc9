import type { Grant } from './grant.ts'
import { activityRecordedShape, grantShape } from '#events/wire/account.ts'
import { apiOver, nothing } from './api.ts'
import type { SaidDevice } from './saidDevice.ts'
import type { Http } from './http.ts'

export interface Credentials {
  tenant: string
  email: string
  password: string
}

const client = 'dashboard'

/** The calls by which a browser is and stays signed in. The refresh token travels in a cookie that no script can read. */
export interface AuthCalls {
  login(credentials: Credentials): Promise<Grant>
  /** `active`: a person has used the page since the server was last told. */
  refresh(request: { tenant: string; attempt: string; active: boolean }): Promise<Grant>
  reportActivity(accessToken: string): Promise<Pick<Grant['session'], 'lastActiveAt' | 'idleExpiresAt'>>
  /** `accessToken` also names the session, in case the cookie is gone. */
  logout(request: { tenant: string; accessToken: string | null; signal: AbortSignal }): Promise<void>
}

export const authCalls = (
  anonymous: Http,
  bearing: (accessToken: string) => Http,
  device: () => Promise<SaidDevice & { id: string }>,
): AuthCalls => ({
  login: async ({ tenant, email, password }) => {
    const body = { tenant, email, password, client, transport: 'cookie', device: await device() } as const
    return (await apiOver(anonymous).post('/v1/auth/login', { body }, grantShape)).body
  },
  refresh: async (request) =>
    (await apiOver(anonymous).post('/v1/auth/refresh', { body: { ...request, client } }, grantShape)).body,
  reportActivity: async (accessToken) =>
    (await apiOver(bearing(accessToken)).post('/v1/auth/session/activity', {}, activityRecordedShape)).body,
  logout: async ({ tenant, accessToken, signal }) => {
    const http = accessToken === null ? anonymous : bearing(accessToken)
    await apiOver(http).post('/v1/auth/logout', { body: { tenant, client }, signal }, nothing)
  },
})
