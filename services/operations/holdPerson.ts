import type { HoldBody } from '#events/wire/holds.ts'
import { instant } from '#services/ambient/clock.ts'
import type { HoldUser, KeysOfPerson, MadeKey } from '#services/ports/endings.ts'
import { actingMetadata, type ActingRequest } from './actingPerson.ts'
import { endPerson, type EndPersonNeeds } from './endPerson.ts'
import type { StartedOperation } from './startOperation.ts'

export interface HoldPersonNeeds extends EndPersonNeeds {
  keysOfPerson: KeysOfPerson
  holdUser: HoldUser
}

/** What a hold would end: live sessions, and API keys of the person that are refused meanwhile. */
export interface Holding {
  sessions: number
  keys: number
  /** Of applications. They go on. */
  madeKeys: MadeKey[]
}

/** @throws CodedError not-found, wrong-state, locks-you-out */
export const previewHold =
  ({ holdUser, liveSessionIds, keysOfPerson }: HoldPersonNeeds) =>
  async (request: ActingRequest, userId: string): Promise<Holding> => {
    const { tenantId } = request.caller
    await holdUser.check({ tenantId, userId }, actingMetadata(request))
    const [sessions, keys] = await Promise.all([liveSessionIds(tenantId, userId), keysOfPerson(tenantId, userId)])
    return { sessions: sessions.length, keys: keys.own, madeKeys: keys.made }
  }

const hourMs = 3_600_000

/**
 * Holds a person for hours. `until`: when the hold that is in force ends, which is later where the person was held for
 * longer already.
 * @throws CodedError not-found, wrong-state, locks-you-out
 */
export const holdPerson =
  (needs: HoldPersonNeeds) =>
  async (
    request: ActingRequest,
    userId: string,
    { hours, ...why }: HoldBody,
  ): Promise<StartedOperation & { ended: number; until: string }> => {
    const { ambient, holdUser } = needs
    const of = { tenantId: request.caller.tenantId, userId }
    const until = instant({ now: () => ambient.clock.now() + hours * hourMs })
    const { decided, ...operation } = await endPerson(needs)(request, {
      kind: 'hold',
      userId,
      why,
      check: (metadata) => holdUser.check(of, metadata),
      decide: (operationId, metadata) => holdUser.run({ ...of, until, operationId, ...why }, metadata),
    })
    return { ...operation, until: decided.until }
  }
