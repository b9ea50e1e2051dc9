import type { Position, RequestContext } from '#events/envelope.ts'
import { isBlocked } from '#events/tenant/blocks.ts'
import type { RevocationCause } from '#events/session/events.ts'
import { type Clock, instant } from '#services/ambient/clock.ts'
import type { Directory } from '#services/ports/identity.ts'
import { maySignIn } from './maySignIn.ts'

export interface LookingAgain {
  clock: Clock
  directory: Pick<Directory, 'tenant' | 'person'>
  /** Resolves when the directory knows what the log says up to there. */
  untilKnown: (position: Position) => Promise<void>
}

/** A session that was begun a moment ago. */
export interface JustBegun {
  tenantId: string
  userId: string
  clientId: string
  context: RequestContext
  position: Position
}

/**
 * Why a session has to end that was begun a moment ago. Who ended all such sessions just before, in whatever process, has not seen this
 * one: what allowed it is asked again. Null: it goes on.
 */
export const endedMeanwhile = async (
  { clock, directory, untilKnown }: LookingAgain,
  { tenantId, userId, clientId, context, position }: JustBegun,
): Promise<RevocationCause | null> => {
  await untilKnown(position)
  const [tenant, person] = await Promise.all([directory.tenant(tenantId), directory.person(tenantId, userId)])
  const now = instant(clock)
  if (tenant === null || tenant.suspension !== null) return 'suspended'
  if (!tenant.clients.has(clientId)) return 'operation'
  if (person === null || !maySignIn(person, now)) return person?.disabled === false ? 'hold' : 'disabled'
  return isBlocked(tenant.blocks, context, now) ? 'block' : null
}
