import { needsSecondFactor, secondFactorRules } from '#services/ports/secondFactors.ts'
import type { Because } from '#services/tenants/because.ts'
import { registered } from '#services/tenants/registered.ts'
import type { Changed } from '#services/tenants/tenantCommands.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import { drawRecoveryCodes } from './factorSecrets.ts'
import { changeFactors, type FactorWork, type OfPerson } from './factorWork.ts'

/** @throws CodedError not-found, wrong-state for the last one of somebody who needs one */
export const removeFactor =
  (work: FactorWork) =>
  async ({ tenantId, userId }: OfPerson, factorId: string, origin: Origin): Promise<Changed> => {
    const { state } = await work.memory.tenants.readOn(tenantId, '')
    const isRequired = needsSecondFactor(secondFactorRules(registered(state)), state.members.get(userId) ?? [])
    const of = { tenantId, userId }
    const { position } = await changeFactors(work, of, { type: 'RemoveFactor', factorId, isRequired }, origin)
    return { position }
  }

/** New codes in place of those there are. @throws CodedError wrong-state for somebody without a second factor */
export const makeNewRecoveryCodes =
  (work: FactorWork) =>
  async ({ tenantId, userId }: OfPerson, origin: Origin): Promise<Changed & { codes: string[] }> => {
    const of = { tenantId, userId }
    const { secretId, codes } = await drawRecoveryCodes(work, of)
    const { position } = await changeFactors(work, of, { type: 'MakeRecoveryCodes', secretId }, origin)
    return { position, codes }
  }

/** Takes all second factors of a person away. Every session of theirs ends with the event. */
export const resetFactors =
  (work: FactorWork) =>
  async (
    { tenantId, userId, ...because }: OfPerson & Because,
    origin: Origin,
  ): Promise<Changed & { factors: number }> => {
    const of = { tenantId, userId }
    const { enrolled } = (await work.memory.users.readOn(tenantId, userId)).state.factors
    const { position } = await changeFactors(work, of, { type: 'ResetFactors', ...because }, origin)
    return { position, factors: enrolled.length }
  }
export type ResetFactors = ReturnType<typeof resetFactors>
