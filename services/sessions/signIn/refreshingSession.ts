import { z } from 'zod'
import { dashboardClientId } from '#events/tenant/dashboardClient.ts'
import { cookiesOfClient } from '../tokens/cookies.ts'
import type { RefreshTokens } from '../tokens/refreshTokens.ts'

/**
 * Finds the session that a refresh or logout names, so that it can be counted. Reads no stream. Null: it names none.
 */
export type RefreshingSession = (
  body: unknown,
  cookies: Readonly<Record<string, string | undefined>>,
) => { tenantId: string; sessionId: string } | null

const named = z.object({ refreshToken: z.string().max(250).optional(), client: z.string().max(63).optional() })

export const recogniseRefresh =
  ({ recognise }: Pick<RefreshTokens, 'recognise'>): RefreshingSession =>
  (body, cookies) => {
    const { refreshToken, client = dashboardClientId } = named.safeParse(body).data ?? {}
    if (refreshToken !== undefined) return recognise(refreshToken)
    const held = [...cookiesOfClient(client, cookies).values()]
    return held.map(recognise).find((session) => session !== null) ?? null
  }
