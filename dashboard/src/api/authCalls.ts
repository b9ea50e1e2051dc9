import type { Grant } from './grant.ts'
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
  /** `accessToken` also names the session, should the cookie be gone. */
  logout(request: { tenant: string; accessToken: string | null; signal: AbortSignal }): Promise<void>
}

export const authCalls = (
  anonymous: Http,
  bearing: (accessToken: string) => Http,
  deviceId: () => string,
): AuthCalls => ({
  login: async ({ tenant, email, password }) =>
    (
      await anonymous.post<Grant>('/v1/auth/login', {
        tenant,
        email,
        password,
        client,
        transport: 'cookie',
        device: { id: deviceId() },
      })
    ).body,
  refresh: async ({ tenant, attempt }) =>
    (await anonymous.post<Grant>('/v1/auth/refresh', { tenant, client, attempt })).body,
  logout: async ({ tenant, accessToken, signal }) => {
    const http = accessToken === null ? anonymous : bearing(accessToken)
    await http.post('/v1/auth/logout', { tenant, client }, { signal })
  },
})
