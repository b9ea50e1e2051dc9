import { z } from 'zod'
import { defineEvent } from '../../domainEvent.ts'
import { because, idSchema } from '../../freeText.ts'
import { policySections } from './sections.ts'

const ofTenant = () => null

/**
 * One section of the policy from now on, whole. Sections that were changed together have the same `policyVersion`, which counts the
 * tenant's changes from 1.
 */
const section = <Type extends string, Rules extends z.ZodType>(type: Type, rules: Rules) =>
  defineEvent(
    type,
    1,
    z.strictObject({
      policyVersion: z.int().positive(),
      rules,
      reason: because.reason,
      ticket: because.ticket,
      /** The session of whoever changed the rules, which no limit ends. Absent: a command line has none. */
      sparedSessionId: idSchema.optional(),
    }),
    ofTenant,
  )

export const lifetimesChanged = section('LifetimesChanged', policySections.lifetimes)
export const limitsChanged = section('LimitsChanged', policySections.limits)
export const accessRulesChanged = section('AccessRulesChanged', policySections.access)
export const bindingChanged = section('BindingChanged', policySections.binding)
export const anomalyActionsChanged = section('AnomalyActionsChanged', policySections.anomalies)
export const passwordRulesChanged = section('PasswordRulesChanged', policySections.passwords)
export const secondFactorRulesChanged = section('SecondFactorRulesChanged', policySections.secondFactor)
export const reauthenticationChanged = section('ReauthenticationChanged', policySections.reauthentication)
export const placeDetailChanged = section('PlaceDetailChanged', policySections.place)
export const retentionChanged = section('RetentionChanged', policySections.retention)
export const textsChanged = section('TextsChanged', policySections.texts)

export const policyEvents = [
  lifetimesChanged,
  limitsChanged,
  accessRulesChanged,
  bindingChanged,
  anomalyActionsChanged,
  passwordRulesChanged,
  secondFactorRulesChanged,
  reauthenticationChanged,
  placeDetailChanged,
  retentionChanged,
  textsChanged,
] as const
