import type { z } from 'zod'
import type { reauthenticatedShape } from '#events/wire/account.ts'
import { notSignedIn } from '../session/problem.ts'
import type { SessionClient } from '../session/sessionClient.ts'

/** What proves again who somebody is. */
export interface Proof {
  password: string
}

type Reauthenticated = z.infer<typeof reauthenticatedShape>

/** The session goes on with what `path` grants of it. */
export const proveAnew = async ({ token, wayIn }: SessionClient, path: string, body: unknown): Promise<void> => {
  // One that is about to expire is renewed first.
  await token()
  await wayIn.goOn(async (held) => {
    if (held === null) throw notSignedIn()
    const { accessToken } = held
    return (await wayIn.http.ask(path, { method: 'POST', body, accessToken })).body as Reauthenticated
  })
}

/**
 * Proves again who is signed in. The session goes on, in all tabs, with an access token that says so; then repeat what was refused.
 * Somebody who has a second factor goes on by `reauthenticateWithFactor` of `rollcall-client/second-factor`.
 * @throws ApiError `invalid-request` with the mistake `wrong-password`, `second-factor-required`, `rate-limited`, `session-ended`, ...
 */
export const reauthenticate = (client: SessionClient, proof: Proof): Promise<void> =>
  proveAnew(client, '/v1/auth/reauthenticate', proof)
