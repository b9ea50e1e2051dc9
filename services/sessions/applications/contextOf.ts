import type { z } from 'zod'
import type { RequestContext } from '#events/envelope.ts'
import type { saidContext } from '#events/wire/applicationSessions.ts'
import type { SessionNeeds } from '../sessionNeeds.ts'

/** Where the person is and what they use, as their application says. Its own request tells neither. */
export const contextOf = (
  said: z.infer<typeof saidContext>,
  clientId: string,
  { buildContext }: Pick<SessionNeeds, 'buildContext'>,
): RequestContext => {
  const { ip = null, userAgent = null } = said
  return buildContext({ ip, userAgent, clientId })
}
