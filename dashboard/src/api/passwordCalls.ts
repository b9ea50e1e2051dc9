import { apiOver, nothing } from './api.ts'
import type { Http } from './http.ts'

/** Changes the password; the server then ends the person's other sessions. */
export const changePassword = async (http: Http, body: { current: string; next: string }): Promise<void> => {
  await apiOver(http).post('/v1/auth/password', { body }, nothing)
}
