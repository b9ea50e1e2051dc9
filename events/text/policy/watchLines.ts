import type { Policy } from '../../tenant/policy/sections.ts'
import type { AnomalyAction, bindings, brokenBindingActions } from '../../tenant/policy/words.ts'
import { anomalyRules } from '../../wordLists.ts'
import { ruleTitle } from '../ruleTitles.ts'
import type { PolicyLine } from './policyLine.ts'

export const bindingWords: Record<(typeof bindings)[number], string> = {
  none: 'nothing',
  network: 'its network',
  country: 'its country',
}
export const brokenBindingWords: Record<(typeof brokenBindingActions)[number], string> = {
  note: 'it is noted',
  'step-up': 'the person proves again who they are',
  end: 'the session ends',
}
export const bindingLines = ({ to, whenBroken }: Policy['binding']): PolicyLine[] => [
  { name: 'A session stays in', value: bindingWords[to] },
  { name: 'Used from elsewhere', value: brokenBindingWords[whenBroken] },
]

export const anomalyActionWords: Record<AnomalyAction, string> = {
  note: 'it is noted',
  'step-up': 'the person proves again who they are',
  'end-session': 'the session ends',
  'end-all-and-hold': 'all their sessions end, and they are held',
}
export const anomalyLines = (actions: Policy['anomalies']): PolicyLine[] =>
  anomalyRules.map((rule) => ({ name: ruleTitle(rule), value: anomalyActionWords[actions[rule] ?? 'note'] }))
