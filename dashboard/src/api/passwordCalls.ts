import { apiOver, nothing } from './api.ts'
import type { Http } from './http.ts'

/** Changes the password; the server then ends the person's other sessions, unless they are kept. */
export const changePassword = async (
  http: Http,
  body: { current: string; next: string; keepOthers?: boolean },
): Promise<void> => {
  await apiOver(http).post(
    '/v1/auth/password',
    { body, proof: { password: body.current, path: 'body.current' } },
    nothing,
  )
}
