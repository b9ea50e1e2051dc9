import type { UserEvent } from '#events/user/events.ts'
import type { SecondFactorMethod } from '#events/tenant/policy/words.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Because } from '#services/tenants/because.ts'
import { requireStanding } from '#services/tenants/links/decideInvite.ts'
import type { UserState } from '#services/tenants/people/userState.ts'

type SecondFactors = UserState['factors']
type EnrolledFactor = SecondFactors['enrolled'][number]

export type NewFactor = Pick<
  EnrolledFactor,
  'factorId' | 'method' | 'secretId' | 'name' | 'backedUp' | 'counter' | 'step' | 'challengeId'
>

export type FactorCommand =
  /** `recoverySecretId`: hashes of new codes, for who has none. `allowed`: what the tenant takes as a second factor. */
  | {
      type: 'EnrolFactor'
      factor: NewFactor
      recoverySecretId: string
      allowed: readonly SecondFactorMethod[]
    }
  | { type: 'RenameFactor'; factorId: string; name: string }
  /** `isRequired`: the tenant's rules want one of the person. */
  | { type: 'RemoveFactor'; factorId: string; isRequired: boolean }
  | ({ type: 'ResetFactors' } & Because)
  | { type: 'MakeRecoveryCodes'; secretId: string }
  | { type: 'UseCode'; factorId: string; step: number; challengeId: string }
  | { type: 'UsePasskey'; factorId: string; counter: number; backedUp: boolean; challengeId: string }
  | { type: 'UseRecoveryCode'; secretId: string; place: number; challengeId: string }
  /** A factor was added in this sign-in, and proved by that. */
  | { type: 'UseEnrolment'; challengeId: string }
  | { type: 'TrustDevice'; trustId: string; until: string }
  | { type: 'WithdrawTrust'; trustId: string }

type Of<Type extends FactorCommand['type']> = Extract<FactorCommand, { type: Type }>

/** Second factors of one person. More help nobody, and each is a way in. */
const mostFactors = 10
export const recoveryCodeCount = 10

export const wrong = (): CodedError => new CodedError('second-factor-wrong')
const ended = (): CodedError => new CodedError('challenge-ended')

const isOver = ({ over }: SecondFactors, challengeId: string): boolean =>
  over.some((one) => one.challengeId === challengeId)

/** @throws CodedError challenge-ended */
const requireOpen = (factors: SecondFactors, challengeId: string): void => {
  if (isOver(factors, challengeId)) throw ended()
}

const requireFactor = ({ factors }: UserState, factorId: string): EnrolledFactor => {
  const factor = factors.enrolled.find((one) => one.factorId === factorId)
  if (factor === undefined) throw new CodedError('not-found')
  return factor
}

/**
 * Who signs in with the password alone may add a factor only while they have none that counts, or whoever has the password
 * could get round it.
 */
const refuseSecondWayIn = ({ enrolled }: SecondFactors, { factor, allowed }: Of<'EnrolFactor'>): void => {
  if (factor.challengeId !== null && enrolled.some(({ method }) => allowed.includes(method))) throw ended()
}

const enrol = (command: Of<'EnrolFactor'>, state: UserState): UserEvent[] => {
  const { userId } = requireStanding(state, 'registered')
  const { factors } = state
  const { factor, recoverySecretId, allowed } = command
  if (factors.enrolled.some(({ secretId }) => secretId === factor.secretId)) return []
  if (factor.challengeId !== null) requireOpen(factors, factor.challengeId)
  refuseSecondWayIn(factors, command)
  if (!allowed.includes(factor.method))
    throw new CodedError('wrong-state', { detail: 'Your organisation does not take this as a second factor.' })
  if (factors.enrolled.length >= mostFactors)
    throw new CodedError('wrong-state', { detail: `You have ${mostFactors} already. Remove one first.` })
  const recovery = { userId, secretId: recoverySecretId, count: recoveryCodeCount }
  return [
    { type: 'SecondFactorEnrolled', version: 1, data: { userId, ...factor } },
    ...(factors.recovery === null ? [{ type: 'RecoveryCodesMade', version: 1, data: recovery } as const] : []),
  ]
}

const rename = ({ factorId, name }: Of<'RenameFactor'>, state: UserState): UserEvent[] => {
  const { userId } = requireStanding(state, 'registered')
  return requireFactor(state, factorId).name === name
    ? []
    : [{ type: 'SecondFactorRenamed', version: 1, data: { userId, factorId, name } }]
}

const remove = ({ factorId, isRequired }: Of<'RemoveFactor'>, state: UserState): UserEvent[] => {
  const { userId } = requireStanding(state, 'registered')
  requireFactor(state, factorId)
  if (isRequired && state.factors.enrolled.length === 1)
    throw new CodedError('wrong-state', {
      detail: 'Your role needs a second factor. Add another one before you remove the last.',
    })
  return [{ type: 'SecondFactorRemoved', version: 1, data: { userId, factorId } }]
}

const reset = ({ reason, message, ticket }: Because, state: UserState): UserEvent[] => {
  const { userId } = requireStanding(state, 'registered')
  if (state.factors.enrolled.length === 0) return []
  return [{ type: 'SecondFactorsReset', version: 1, data: { userId, reason, message, ticket } }]
}

const makeCodes = ({ secretId }: Of<'MakeRecoveryCodes'>, state: UserState): UserEvent[] => {
  const { userId } = requireStanding(state, 'registered')
  if (state.factors.enrolled.length === 0)
    throw new CodedError('wrong-state', { detail: 'Add a second factor first: codes stand in for one.' })
  return [{ type: 'RecoveryCodesMade', version: 1, data: { userId, secretId, count: recoveryCodeCount } }]
}

/** A code of the last step that was taken, or of an earlier one, was seen before: RFC 6238, 5.2. */
const useCode = ({ factorId, step, challengeId }: Of<'UseCode'>, state: UserState): UserEvent[] => {
  const { userId } = requireStanding(state, 'registered')
  requireOpen(state.factors, challengeId)
  const factor = state.factors.enrolled.find((one) => one.factorId === factorId)
  if (factor === undefined || step <= (factor.step ?? -1)) throw wrong()
  const data = { userId, factorId, challengeId, step, counter: null, backedUp: null }
  return [{ type: 'SecondFactorUsed', version: 1, data }]
}

/** An authenticator that counts has counted further, or there are two of it (WebAuthn Level 3, 7.2, step 22). */
const hasGoneBack = (before: number, now: number): boolean => (before > 0 || now > 0) && now <= before

const usePasskey = (command: Of<'UsePasskey'>, state: UserState): UserEvent[] => {
  const { userId } = requireStanding(state, 'registered')
  const { factorId, counter, backedUp, challengeId } = command
  requireOpen(state.factors, challengeId)
  const factor = state.factors.enrolled.find((one) => one.factorId === factorId)
  if (factor === undefined) throw wrong()
  if (hasGoneBack(factor.counter ?? 0, counter))
    return [{ type: 'SecondFactorRefused', version: 1, data: { userId, factorId, challengeId, cause: 'cloned' } }]
  const data = { userId, factorId, challengeId, step: null, counter, backedUp }
  return [{ type: 'SecondFactorUsed', version: 1, data }]
}

const useRecoveryCode = (command: Of<'UseRecoveryCode'>, state: UserState): UserEvent[] => {
  const { userId } = requireStanding(state, 'registered')
  const { secretId, place, challengeId } = command
  const { recovery } = state.factors
  requireOpen(state.factors, challengeId)
  if (recovery?.secretId !== secretId || recovery.used.includes(place)) throw wrong()
  return [{ type: 'RecoveryCodeUsed', version: 1, data: { userId, place, challengeId } }]
}

const useEnrolment = ({ challengeId }: Of<'UseEnrolment'>, state: UserState): UserEvent[] => {
  const { userId } = requireStanding(state, 'registered')
  requireOpen(state.factors, challengeId)
  const factor = state.factors.enrolled.find((one) => one.challengeId === challengeId)
  if (factor === undefined) throw ended()
  const data = { userId, factorId: factor.factorId, challengeId, step: null, counter: null, backedUp: null }
  return [{ type: 'SecondFactorUsed', version: 1, data }]
}

const trust = ({ trustId, until }: Of<'TrustDevice'>, state: UserState): UserEvent[] => {
  const { userId } = requireStanding(state, 'registered')
  return [{ type: 'DeviceTrusted', version: 1, data: { userId, trustId, until } }]
}

const withdrawTrust = ({ trustId }: Of<'WithdrawTrust'>, state: UserState): UserEvent[] => {
  const { userId } = requireStanding(state, 'registered')
  if (!state.factors.trusted.some((one) => one.trustId === trustId)) throw new CodedError('not-found')
  return [{ type: 'DeviceTrustWithdrawn', version: 1, data: { userId, trustId } }]
}

/** Decided on the person's stream, so that of many uses of one code one is the first. */
export const decideFactors = (command: FactorCommand, state: UserState): UserEvent[] => {
  switch (command.type) {
    case 'EnrolFactor':
      return enrol(command, state)
    case 'RenameFactor':
      return rename(command, state)
    case 'RemoveFactor':
      return remove(command, state)
    case 'ResetFactors':
      return reset(command, state)
    case 'MakeRecoveryCodes':
      return makeCodes(command, state)
    case 'UseCode':
      return useCode(command, state)
    case 'UsePasskey':
      return usePasskey(command, state)
    case 'UseRecoveryCode':
      return useRecoveryCode(command, state)
    case 'UseEnrolment':
      return useEnrolment(command, state)
    case 'TrustDevice':
      return trust(command, state)
    case 'WithdrawTrust':
      return withdrawTrust(command, state)
  }
}
