import { z } from 'zod'
import { factorsResetShape, personFactorsShape, resetFactorsBody } from '#events/wire/factors.ts'
import { idInput } from '#events/wire/idInput.ts'
import { instant } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { needsSecondFactor, secondFactorRules } from '#services/ports/secondFactors.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'
import { showFactor } from '#services/ports/showFactors.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { administration } from '#services/tenants/administration.ts'
import { refuseOneself } from '#services/tenants/keepers.ts'
import { registered } from '#services/tenants/registered.ts'
import type { ResetFactors } from './changeFactor.ts'
import type { FactorWork, OfPerson } from './factorWork.ts'
import { showRecoveryCodes } from './ownFactorRoutes.ts'

export interface PersonFactorNeeds {
  work: FactorWork
  /** Answers once this process has applied it. */
  resetFactors: ResetFactors
  /** The person's live sessions. */
  liveSessionIds: LiveSessionIds
  positions: Pick<WirePositions, 'seal'>
}

const tag = 'Users'
const params = z.strictObject({ userId: idInput })

const show = async (work: FactorWork, { tenantId, userId }: OfPerson): Promise<z.infer<typeof personFactorsShape>> => {
  const [{ state: tenant }, { state }] = await Promise.all([
    work.memory.tenants.readOn(tenantId, ''),
    work.memory.users.readOn(tenantId, userId),
  ])
  if (state.user === null) throw new CodedError('not-found')
  const now = instant(work.ambient.clock)
  const { enrolled, recovery, trusted } = state.factors
  return {
    items: enrolled.map((factor) => {
      const { name: _name, ...shown } = showFactor(factor)
      return shown
    }),
    recoveryCodes: showRecoveryCodes(recovery),
    trustedDevices: trusted.filter(({ until }) => until > now).length,
    required: needsSecondFactor(secondFactorRules(registered(tenant)), tenant.members.get(userId) ?? []),
  }
}

const read = ({ work }: PersonFactorNeeds): Route =>
  defineRoute({
    id: 'readFactorsOfUser',
    method: 'get',
    path: '/v1/users/{userId}/factors',
    tag,
    summary: 'Which second factors a person has, without what they call them',
    access: 'watch',
    limit: 'read',
    params,
    answers: { 200: { description: 'All of them', schema: personFactorsShape } },
    errors: ['store-unavailable'],
    handle: async ({ caller: { tenantId }, params: { userId } }) => ({
      status: 200,
      body: await show(work, { tenantId, userId }),
    }),
  })

const reset = ({ resetFactors, liveSessionIds, positions }: PersonFactorNeeds): Route =>
  defineRoute({
    id: 'resetFactors',
    reauthenticate: true,
    method: 'delete',
    path: '/v1/users/{userId}/factors',
    tag,
    summary:
      'Take all second factors of a person away, who then signs in with the password alone, or adds one at sign-in',
    access: 'manage-people',
    limit: 'ending',
    decidedByTime: true,
    params,
    body: resetFactorsBody,
    answers: { 200: { description: 'Taken away. Every session of the person has ended', schema: factorsResetShape } },
    errors: ['not-found', 'wrong-state', 'locks-you-out', 'busy', 'store-unavailable'],
    async handle(request) {
      const { tenantId } = request.caller
      const of = { tenantId, userId: request.params.userId }
      refuseOneself(request.caller.userId, of.userId)
      const live = await liveSessionIds(tenantId, of.userId)
      const { factors, position } = await resetFactors({ ...of, ...request.body }, administration(request))
      const ended = factors === 0 ? 0 : live.length
      return { status: 200, body: { factors, ended, position: positions.seal(tenantId, position) }, position }
    },
  })

/** What others see of a person's second factors, and what an admin does where they are lost. */
export const personFactorRoutes = (needs: PersonFactorNeeds): Route[] => [read(needs), reset(needs)]
