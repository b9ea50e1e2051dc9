import type { Clock } from '#services/ambient/clock.ts'
import type { Answer, Cookie } from '#services/http/route.ts'
import { clearedCookie, refreshCookie } from '../tokens/cookies.ts'
import { showGrant } from './answers.ts'
import type { Grant } from './completeSignIn.ts'

/** `held`: names of the client's cookies, whose sessions the new one replaced. */
const cookiesFor = (grant: Grant, now: number, held: readonly string[]): Cookie[] => {
  if (grant.session.transport !== 'cookie') return []
  const given = refreshCookie(grant, now)
  return [given, ...held.filter((name) => name !== given.name).map(clearedCookie)]
}

/** The answer to a sign-in or a refresh. */
export const granted = (grant: Grant, clock: Clock, held: readonly string[] = []) =>
  ({
    status: 200,
    body: showGrant(grant),
    position: grant.position,
    tenantId: grant.tenant.tenantId,
    cookies: cookiesFor(grant, clock.now(), held),
  }) satisfies Answer
