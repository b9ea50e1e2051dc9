import type { z } from 'zod'
import type { reauthenticatedShape } from '#events/wire/account.ts'
import { notSignedIn } from '../session/problem.ts'
import type { SessionClient } from '../session/sessionClient.ts'

/** What proves again who somebody is. */
export interface Proof {
  password: string
}

type Reauthenticated = z.infer<typeof reauthenticatedShape>

/**
 * Proves again who is signed in. The session goes on, in all tabs, with an access token that says so; then repeat what was refused.
 * @throws ApiError `invalid-request` with the mistake `wrong-password`, `rate-limited`, `session-ended`, ...
 */
export const reauthenticate = async ({ token, wayIn }: SessionClient, proof: Proof): Promise<void> => {
  // One that is about to expire is renewed first.
  await token()
  await wayIn.goOn(async (held) => {
    if (held === null) throw notSignedIn()
    const { accessToken } = held
    const answer = await wayIn.http.ask('/v1/auth/reauthenticate', { method: 'POST', body: proof, accessToken })
    return answer.body as Reauthenticated
  })
}
