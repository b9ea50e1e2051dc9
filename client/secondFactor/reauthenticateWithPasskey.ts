import { proveAnew } from '../reauthenticate/reauthenticate.ts'
import { notSignedIn } from '../session/problem.ts'
import type { SessionClient } from '../session/sessionClient.ts'
import { type PasskeyChallenge, passkeyOrForbidden } from './passkeySignIn.ts'

/**
 * Proves again who is signed in, by a passkey in place of password and second factor.
 * @throws PasskeyError, or ApiError `second-factor-wrong`, `passkey-refused`, ...
 */
export const reauthenticateWithPasskey = async (client: SessionClient): Promise<void> => {
  const path = '/v1/auth/reauthenticate/passkey'
  const accessToken = await client.token()
  if (accessToken === null) throw notSignedIn()
  const { body } = await client.wayIn.http.ask(`${path}/options`, { method: 'POST', accessToken })
  const { challenge, options } = body as PasskeyChallenge
  await proveAnew(client, path, { challenge, response: await passkeyOrForbidden(options) })
}
