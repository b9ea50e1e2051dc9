import type { z } from 'zod'
import type { reachedLimitShape } from '#events/wire/sessionLimits.ts'
import type { Grant } from '../session/grant.ts'
import type { ApiError } from '../session/problem.ts'
import type { SessionClient } from '../session/sessionClient.ts'

/** A sign-in that is right but one session too many: the person may end some of `sessions` and go on, within five minutes. */
export type ReachedLimit = z.infer<typeof reachedLimitShape> & { choice: string }

const isReached = (extra: Readonly<Record<string, unknown>>): extra is ReachedLimit =>
  typeof extra['choice'] === 'string' && Array.isArray(extra['sessions'])

/** What the person can choose from; null: the sign-in was refused for another reason, or there is nothing to choose. */
export const reachedLimit = (error: unknown): ReachedLimit | null => {
  const { code, extra } = (error ?? {}) as Partial<ApiError>
  return code === 'session-limit' && extra !== undefined && isReached(extra) ? extra : null
}

/**
 * Ends the sessions with these ids and goes on with the sign-in, without the password.
 * @throws ApiError `challenge-ended` when the choice is too old or was used, `session-limit` where that made no room, ...
 */
export const endAndSignIn = (
  { wayIn }: SessionClient,
  { choice }: Pick<ReachedLimit, 'choice'>,
  end: readonly string[],
): Promise<Grant> => wayIn.enter(() => wayIn.calls.granted('/v1/auth/login/choose', { choice, end }))
