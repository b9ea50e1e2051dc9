import type { Why } from '#events/wire/operationRequests.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { DisableUser, KeysOfPerson, MadeKey, OpenInvites, WithdrawInvite } from '#services/ports/endings.ts'
import { actingMetadata, type ActingRequest } from './actingPerson.ts'
import { endPerson, type EndPersonNeeds } from './endPerson.ts'
import type { StartedOperation } from './startOperation.ts'

export interface DisablePersonNeeds extends EndPersonNeeds {
  keysOfPerson: KeysOfPerson
  openInvites: OpenInvites
  disableUser: DisableUser
  withdrawInvite: WithdrawInvite
}

export interface Disabling {
  sessions: number
  /** API keys of the person that are good now. They are refused while the person is disabled. */
  keys: number
  /** Keys that the person made for applications. They go on. */
  madeKeys: MadeKey[]
  /** Invites that the person made and nobody has accepted yet. */
  invites: number
}

/** What goes with a person. @throws CodedError not-found, wrong-state, locks-you-out */
export const previewDisabling =
  ({ disableUser, liveSessionIds, keysOfPerson, openInvites }: DisablePersonNeeds) =>
  async (request: ActingRequest, userId: string): Promise<Disabling> => {
    const { tenantId } = request.caller
    await disableUser.check({ tenantId, userId }, actingMetadata(request))
    const [sessions, keys] = await Promise.all([liveSessionIds(tenantId, userId), keysOfPerson(tenantId, userId)])
    return {
      sessions: sessions.length,
      keys: keys.own,
      madeKeys: keys.made,
      invites: (await openInvites(tenantId, userId)).length,
    }
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
 * Disables a person by one event that ends all their sessions and the invites they made.
 * @throws CodedError not-found, wrong-state, locks-you-out
 */
export const disablePerson =
  (needs: DisablePersonNeeds) =>
  async (
    request: ActingRequest,
    userId: string,
    why: Why,
  ): Promise<StartedOperation & { ended: number; invites: number }> => {
    const { disableUser } = needs
    const of = { tenantId: request.caller.tenantId, userId }
    const { operation, ended, position } = await endPerson(needs)(request, {
      kind: 'disable',
      userId,
      why,
      check: (metadata) => disableUser.check(of, metadata),
      decide: (operationId, metadata) => disableUser.run({ ...of, operationId, ...why }, metadata),
    })
    const invites = await withdrawInvites(needs, request, userId, why)
    return { operation, ended, invites, position }
  }
