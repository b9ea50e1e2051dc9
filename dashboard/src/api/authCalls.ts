import type { Grant } from './grant.ts'
import { grantShape } from '#events/wire/account.ts'
import { apiOver, nothing } from './api.ts'
import type { SaidDevice } from './saidDevice.ts'
import type { Http } from './http.ts'

export interface Credentials {
  tenant: string
  email: string
  password: string
}

const client = 'dashboard'

/** The calls that need no access token; the refresh token travels in a cookie no script can read. */
export interface AuthCalls {
  login(credentials: Credentials): Promise<Grant>
  refresh(request: { tenant: string; attempt: string }): Promise<Grant>
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
  refresh: async ({ tenant, attempt }) =>
    (await apiOver(anonymous).post('/v1/auth/refresh', { body: { tenant, client, attempt } }, grantShape)).body,
  logout: async ({ tenant, accessToken, signal }) => {
    const http = accessToken === null ? anonymous : bearing(accessToken)
    await apiOver(http).post('/v1/auth/logout', { body: { tenant, client }, signal }, nothing)
  },
})
