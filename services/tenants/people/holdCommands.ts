import { instant } from '#services/ambient/clock.ts'
import type { Because } from '#services/tenants/because.ts'
import { refuseOneself } from '#services/tenants/keepers.ts'
import type { Changed } from '#services/tenants/tenantCommands.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import type { HandleUser, UserWork } from './userCommands.ts'

interface OfUser {
  tenantId: string
  userId: string
}
type AboutUser = OfUser & Because

/**
 * Refuses sign-in until then; every session of the person ends with the event. Answers the end of the hold that is in
 * force, which is later where the person was held for longer already.
 * @throws CodedError not-found, wrong-state, locks-you-out, busy
 */
const holdUser =
  ({ keepers, memory }: UserWork, handle: HandleUser) =>
  async (
    { tenantId, userId, until, ...said }: AboutUser & { until: string; operationId?: string },
    origin: Origin,
  ): Promise<Changed & { until: string }> => {
    refuseOneself(origin.actor.id, userId)
    await keepers.setAsideAdmin({ tenantId, userId, until }, origin)
    const { position } = await handle(tenantId, userId, { type: 'HoldUser', until, ...said }, origin)
    const { user } = (await memory.users.readOn(tenantId, userId)).state
    return { position, until: user?.heldUntil ?? until }
  }

/**
 * The person says that a sign-in was not theirs: every session of theirs ends, and they are held until they choose a new
 * password by a link. They get there by their own mailbox, so this holds the last admin too.
 * @throws CodedError not-found, wrong-state, busy
 */
const disownSignIn =
  (handle: HandleUser) =>
  ({ tenantId, userId, ...because }: AboutUser, origin: Origin): Promise<Changed> =>
    handle(tenantId, userId, { type: 'DisownSignIn', ...because }, origin)

/** Lifts whatever holds the person. A disabled person stays disabled. @throws CodedError not-found, wrong-state, busy */
const releaseUser =
  ({ ambient, keepers, memory }: UserWork, handle: HandleUser) =>
  async ({ tenantId, userId, ...because }: AboutUser, origin: Origin): Promise<Changed> => {
    const at = instant(ambient.clock)
    const { position } = await handle(tenantId, userId, { type: 'ReleaseUser', at, ...because }, origin)
    const { user } = (await memory.users.readOn(tenantId, userId)).state
    if (user?.disabled === true) return { position }
    const broughtBack = await keepers.bringBackAdmin({ tenantId, userId }, origin)
    return { position: Math.max(position, broughtBack.position) }
  }

/** The commands that hold a person and let them go. */
export const holdCommands = (work: UserWork, handle: HandleUser) => ({
  holdUser: holdUser(work, handle),
  disownSignIn: disownSignIn(handle),
  releaseUser: releaseUser(work, handle),
})
