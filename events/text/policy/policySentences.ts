import type { PolicyEvent } from '../../tenant/policy/rulesChanged.ts'
import { keptWords } from './keptLines.ts'
import { lengthOfTime } from './lengthOfTime.ts'
import * as words from './ruleWords.ts'

const lifetimes = (rules: { idleSeconds: number; absoluteSeconds: number | null }): string => {
  const { idleSeconds, absoluteSeconds } = rules
  const end =
    absoluteSeconds === null ? 'otherwise when signed out' : `after ${lengthOfTime(absoluteSeconds)} at the latest`
  return `Sessions now end after ${lengthOfTime(idleSeconds)} unused, ${end}`
}

/** What the rules say since a change of them. */
export const policySentence = (event: PolicyEvent): string => {
  switch (event.type) {
    case 'PolicyChanged':
      return lifetimes(event.data)
    case 'LifetimesChanged': {
      const { overrides } = event.data.rules
      return overrides.length === 0
        ? lifetimes(event.data.rules)
        : `${lifetimes(event.data.rules)}; otherwise for ${words.whomWords(overrides)}`
    }
    case 'LimitsChanged': {
      const { rules } = event.data
      return `Sessions that a person may have at once are now: ${words.perPersonWords(rules)}`
    }
    case 'AccessRulesChanged': {
      const { countries, networks, ranges } = event.data.rules
      return `People are now let in from: ${words.gateWords('countries', countries)} (countries), ${words.gateWords('networks', networks)} (networks), ${words.gateWords('ranges', ranges)} (addresses)`
    }
    case 'BindingChanged':
      return `A session now has to stay in: ${words.bindingValue(event.data.rules)}`
    case 'AnomalyActionsChanged':
      return `Anomalies do by themselves now: ${words.anomalyWords(event.data.rules)}`
    case 'PasswordRulesChanged':
      return `A new password now has ${words.passwordWords(event.data.rules)}`
    case 'SecondFactorRulesChanged':
      return `A second factor is now needed by ${words.requiredWords(event.data.rules)}`
    case 'ReauthenticationChanged':
      return `Before sensitive actions people now prove who they are after ${lengthOfTime(event.data.rules.maxAgeSeconds)}`
    case 'PlaceDetailChanged':
      return `Of places Rollcall now keeps: ${words.placeValue(event.data.rules)}`
    case 'RetentionChanged': {
      const { rowsDays, countsDays } = event.data.rules
      return `Ended sessions and log lines are now listed ${keptWords(rowsDays)}, counts ${keptWords(countsDays)}`
    }
    case 'TextsChanged':
      return `Who is signed out without a message now reads: ${event.data.rules.neutralMessage}`
  }
}
