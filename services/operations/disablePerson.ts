import type { Position } from '#events/envelope.ts'
import type { Why } from '#events/wire/operationRequests.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { CountKeys, Directory, DisableUser, OpenInvites, WithdrawInvite } from '#services/ports/identity.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'
import { actingMetadata, actingName, type ActingRequest } from './actingPerson.ts'
import { endedBy, listed } from './listed.ts'
import type { OperationLog } from './operationLog.ts'
import type { OperationRunner } from './operationRunner.ts'
import { operationRow, type Started } from './operationState.ts'
import type { StartedOperation } from './startOperation.ts'

export interface DisablePersonNeeds {
  log: Pick<OperationLog, 'read' | 'start'>
  runner: Pick<OperationRunner, 'carryOn'>
  directory: Directory
  liveSessionIds: LiveSessionIds
  countKeys: CountKeys
  openInvites: OpenInvites
  disableUser: DisableUser
  withdrawInvite: WithdrawInvite
  ambient: Ambient
}

export interface Disabling {
  sessions: number
  /** API keys of the person that are good now. They are refused while the person is disabled. */
  keys: number
  /** Invites that the person made and nobody has accepted yet. */
  invites: number
}

/** What goes with a person. @throws CodedError not-found, wrong-state, locks-you-out */
export const previewDisabling =
  ({ disableUser, liveSessionIds, countKeys, openInvites }: DisablePersonNeeds) =>
  async (request: ActingRequest, userId: string): Promise<Disabling> => {
    const { tenantId } = request.caller
    await disableUser.check({ tenantId, userId }, actingMetadata(request))
    const [sessions, keys] = await Promise.all([liveSessionIds(tenantId, userId), countKeys(tenantId, userId)])
    return { sessions: sessions.length, keys, invites: (await openInvites(tenantId, userId)).length }
  }

/** Answers false if the invited person has come in meanwhile. */
const withdraw = (withdrawing: ReturnType<WithdrawInvite>): Promise<boolean> =>
  withdrawing.then(
    () => true,
    (error: unknown) => {
      if (error instanceof CodedError && error.code === 'wrong-state') return false
      throw error
    },
  )

/** Answers how many. The view may still show invites that were accepted. */
const withdrawInvites = async (
  { openInvites, withdrawInvite }: DisablePersonNeeds,
  request: ActingRequest,
  userId: string,
  { reason, ticket }: Why,
): Promise<number> => {
  const { tenantId } = request.caller
  const origin = actingMetadata(request)
  let withdrawn = 0
  for (const id of await openInvites(tenantId, userId)) {
    const invite = { tenantId, userId: id, reason, message: null, ticket }
    if (await withdraw(withdrawInvite(invite, origin))) withdrawn += 1
  }
  return withdrawn
}

/**
 * Disables a person by one event that ends all their sessions and the invites they made. Then the runner ends each
 * session in its own stream; these are the operation's results. The person is disabled first, so that whoever carries
 * the operation on never disables anybody who was enabled again.
 * @throws CodedError not-found, wrong-state, locks-you-out
 */
export const disablePerson =
  (needs: DisablePersonNeeds) =>
  async (
    request: ActingRequest,
    userId: string,
    why: Why,
  ): Promise<StartedOperation & { ended: number; invites: number }> => {
    const { log, runner, directory, liveSessionIds, disableUser, ambient } = needs
    const { caller, claim } = request
    const { tenantId } = caller
    const nextId = claim?.eventIds ?? ambient.random.id
    const [operationId, eventId] = [nextId(), nextId()]
    const byName = await actingName(directory, caller)
    const metadata = actingMetadata(request)
    await disableUser.check({ tenantId, userId }, metadata)
    const live = await liveSessionIds(tenantId, userId)
    const disabled = await disableUser.run({ tenantId, userId, operationId, ...why }, metadata)
    const earlier = claim?.repeated === true ? await log.read(tenantId, operationId) : null
    const data: Started['data'] = {
      operationId,
      kind: 'disable',
      filter: null,
      userId,
      ...listed(live, live.length),
      spared: [],
      ...why,
    }
    const started = earlier ?? (await log.start(data, metadata, eventId)).state
    runner.carryOn({ tenantId, operationId }, instant(ambient.clock))
    const invites = await withdrawInvites(needs, request, userId, why)
    const position: Position = Math.max(disabled.position, started.started.position)
    return { operation: operationRow(started, byName), ended: endedBy(started.started.data), invites, position }
  }
