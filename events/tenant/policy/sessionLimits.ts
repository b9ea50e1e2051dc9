import type { DeviceType } from '../../envelope.ts'
import type { Role } from '../events.ts'
import { limitsFor } from './limitsFor.ts'
import type { Policy } from './sections.ts'
import type { LimitAction } from './words.ts'

/** What a limit counts of a person's sessions: all, those on one type of device, or those in one application. */
export type LimitKind = 'person' | 'deviceType' | 'application'

export interface SessionLimit {
  kind: LimitKind
  most: number
  /** The type of device or the application; null: every session. */
  of: string | null
}

/** The limits that a sign-in has to keep, narrowest first, and what happens at one of them. */
export interface LimitsInForce {
  limits: readonly SessionLimit[]
  whenReached: LimitAction
}

export interface SigningIn {
  roles: readonly Role[]
  clientId: string
  deviceType: DeviceType
}

export const sessionLimits = (policy: Pick<Policy, 'limits'>, signingIn: SigningIn): LimitsInForce => {
  const { clientId, deviceType } = signingIn
  const { perPerson, whenReached } = limitsFor(policy, signingIn)
  const { perApplication, perDeviceType } = policy.limits
  const bounds = [
    {
      kind: 'application',
      of: clientId,
      most: Object.hasOwn(perApplication, clientId) ? perApplication[clientId] : null,
    },
    { kind: 'deviceType', of: deviceType, most: perDeviceType[deviceType] },
    { kind: 'person', of: null, most: perPerson },
  ] as const
  const limits = bounds.flatMap(({ kind, of, most }) =>
    most === undefined || most === null ? [] : [{ kind, of, most }],
  )
  return { limits, whenReached }
}

/** Whether a limit counts a session. */
export const counts = (
  { kind, of }: SessionLimit,
  { clientId, deviceType }: Pick<SigningIn, 'clientId' | 'deviceType'>,
): boolean => kind === 'person' || (kind === 'application' ? clientId : deviceType) === of
