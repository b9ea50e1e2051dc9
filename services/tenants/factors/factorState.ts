import type { Recorded } from '#events/envelope.ts'
import type { UserEvent } from '#events/user/events.ts'
import type { EnrolledFactor, SecondFactors, TrustedDevice } from '#services/ports/secondFactors.ts'

export const noFactors: SecondFactors = { enrolled: [], recovery: null, trusted: [], over: [] }

/** Devices that a person trusts at once. The one that was trusted first gives way. */
export const mostTrusted = 20
/** Longer than any sign-in waits for a second factor, so what is forgotten is too old to be shown again. Milliseconds. */
const rememberedMs = 30 * 60_000

type Of<Type extends UserEvent['type']> = Recorded<Extract<UserEvent, { type: Type }>>

const enrolled = ({ data, at }: Of<'SecondFactorEnrolled'>): EnrolledFactor => {
  const { userId: _userId, ...factor } = data
  return { ...factor, enrolledAt: at, lastUsedAt: null }
}

const changed = (
  state: SecondFactors,
  factorId: string,
  change: (factor: EnrolledFactor) => EnrolledFactor,
): SecondFactors => ({
  ...state,
  enrolled: state.enrolled.map((factor) => (factor.factorId === factorId ? change(factor) : factor)),
})

/** What the event does not say is as it was. */
const used = (factor: EnrolledFactor, { data, at }: Of<'SecondFactorUsed'>): EnrolledFactor => ({
  ...factor,
  lastUsedAt: at,
  step: data.step ?? factor.step,
  counter: data.counter ?? factor.counter,
  backedUp: data.backedUp ?? factor.backedUp,
})

const removed = (state: SecondFactors, { data }: Of<'SecondFactorRemoved'>): SecondFactors => {
  const left = state.enrolled.filter(({ factorId }) => factorId !== data.factorId)
  return { ...state, enrolled: left, recovery: left.length === 0 ? null : state.recovery, trusted: [] }
}

const over = (state: SecondFactors, challengeId: string, at: string): SecondFactors => ({
  ...state,
  over: [...state.over.filter((one) => Date.parse(one.at) > Date.parse(at) - rememberedMs), { challengeId, at }],
})

const trustedBy = ({ data, at, context }: Of<'DeviceTrusted'>): TrustedDevice => ({
  trustId: data.trustId,
  trustedAt: at,
  until: data.until,
  browser: context?.device?.browser ?? null,
  os: context?.device?.os ?? null,
})

/**
 * A person's second factors after the event. Nobody's device stays trusted after a new password, a hold or a removed factor: who did
 * that may have had to do with a thief.
 */
export const factorsAfter = (state: SecondFactors, event: Recorded<UserEvent>): SecondFactors => {
  switch (event.type) {
    case 'SecondFactorEnrolled':
      return { ...state, enrolled: [...state.enrolled, enrolled(event)] }
    case 'SecondFactorRenamed':
      return changed(state, event.data.factorId, (factor) => ({ ...factor, name: event.data.name }))
    case 'SecondFactorRemoved':
      return removed(state, event)
    case 'SecondFactorsReset':
      return { ...noFactors, over: state.over }
    case 'SecondFactorUsed':
      return over(
        changed(state, event.data.factorId, (factor) => used(factor, event)),
        event.data.challengeId,
        event.at,
      )
    case 'SecondFactorRefused':
      return over(state, event.data.challengeId, event.at)
    case 'RecoveryCodesMade': {
      const { secretId, count } = event.data
      return { ...state, recovery: { secretId, count, madeAt: event.at, used: [] } }
    }
    case 'RecoveryCodeUsed': {
      const { recovery } = state
      const after = recovery === null ? null : { ...recovery, used: [...recovery.used, event.data.place] }
      return over({ ...state, recovery: after }, event.data.challengeId, event.at)
    }
    case 'DeviceTrusted':
      return { ...state, trusted: [...state.trusted, trustedBy(event)].slice(-mostTrusted) }
    case 'DeviceTrustWithdrawn':
      return { ...state, trusted: state.trusted.filter(({ trustId }) => trustId !== event.data.trustId) }
    case 'CredentialChanged':
    case 'UserHeld':
    case 'UserDisabled':
      return { ...state, trusted: [] }
    case 'CredentialAdopted':
    case 'EmailChangeOffered':
    case 'EmailChangeWithdrawn':
    case 'EmailChanged':
    case 'EmailReleased':
    case 'InviteWithdrawn':
    case 'NoticeSent':
    case 'NoticesChanged':
    case 'PasswordResetOffered':
    case 'PreferencesChanged':
    case 'SessionsInvalidated':
    case 'SignInDisowned':
    case 'UserEnabled':
    case 'UserInvited':
    case 'UserRegistered':
    case 'UserReleased':
    case 'UserRenamed':
      return state
    default:
      // The event comes from a later release.
      return state
  }
}
