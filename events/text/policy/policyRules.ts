import type { Policy, PolicySection } from '../../tenant/policy/sections.ts'
import { gateLines } from './accessLines.ts'
import { placeLine, retentionLines, textLine } from './keptLines.ts'
import { lengthOfTime, lifetimeWords } from './lengthOfTime.ts'
import { absoluteLine, idleLine, ownLifetimeLines, rememberedLines, tokenLines } from './lifetimeLines.ts'
import { limitWords, ownLimitLines, perKindLines, perPersonLines, tenantWideLine } from './limitLines.ts'
import type { PolicyLine } from './policyLine.ts'
import { passwordLines, reauthenticationLine, secondFactorLines } from './proofLines.ts'
import * as words from './ruleWords.ts'
import { anomalyLines, bindingLines } from './watchLines.ts'

/** What people see as one rule: a section of the policy, or a part of one. */
interface Rule<Section extends PolicySection = PolicySection> {
  section: Section
  /** What it says now, in a few words. */
  value: (rules: Policy[Section]) => string
  /** All that it says. */
  lines: (rules: Policy[Section]) => PolicyLine[]
}

const rule = <Section extends PolicySection>(
  section: Section,
  value: Rule<Section>['value'],
  lines: Rule<Section>['lines'],
): { section: PolicySection; value: (policy: Policy) => string; lines: (policy: Policy) => PolicyLine[] } => ({
  section,
  value: (policy) => value(policy[section]),
  lines: (policy) => lines(policy[section]),
})

/** Every part of a policy is a line of exactly one of these. */
export const policyRules = {
  absolute: rule(
    'lifetimes',
    ({ absoluteSeconds }) => lifetimeWords(absoluteSeconds),
    (rules) => [absoluteLine(rules)],
  ),
  idle: rule(
    'lifetimes',
    ({ idleSeconds }) => lengthOfTime(idleSeconds),
    (rules) => [idleLine(rules)],
  ),
  remembered: rule('lifetimes', words.rememberedWords, rememberedLines),
  tokens: rule('lifetimes', ({ accessSeconds }) => lengthOfTime(accessSeconds), tokenLines),
  ownLifetimes: rule('lifetimes', ({ overrides }) => words.whomWords(overrides), ownLifetimeLines),
  perPerson: rule('limits', words.perPersonWords, perPersonLines),
  perKind: rule('limits', words.perKindWords, perKindLines),
  ownLimits: rule('limits', ({ overrides }) => words.whomWords(overrides), ownLimitLines),
  tenantWide: rule(
    'limits',
    ({ tenantWide }) => limitWords(tenantWide),
    (rules) => [tenantWideLine(rules)],
  ),
  countries: rule(
    'access',
    ({ countries }) => words.gateWords('countries', countries),
    ({ countries }) => gateLines('countries', countries),
  ),
  networks: rule(
    'access',
    ({ networks }) => words.gateWords('networks', networks),
    ({ networks }) => gateLines('networks', networks),
  ),
  ranges: rule(
    'access',
    ({ ranges }) => words.gateWords('ranges', ranges),
    ({ ranges }) => gateLines('ranges', ranges),
  ),
  binding: rule('binding', words.bindingValue, bindingLines),
  anomalies: rule('anomalies', words.anomalyWords, anomalyLines),
  secondFactor: rule('secondFactor', words.requiredWords, secondFactorLines),
  passwords: rule('passwords', words.passwordWords, passwordLines),
  reauthentication: rule(
    'reauthentication',
    ({ maxAgeSeconds }) => lengthOfTime(maxAgeSeconds),
    (rules) => [reauthenticationLine(rules)],
  ),
  place: rule('place', words.placeValue, (rules) => [placeLine(rules)]),
  retention: rule('retention', words.retentionWords, retentionLines),
  texts: rule(
    'texts',
    ({ neutralMessage }) => neutralMessage,
    (rules) => [textLine(rules)],
  ),
}
export type PolicyRule = keyof typeof policyRules

const isRule = (name: string): name is PolicyRule => Object.hasOwn(policyRules, name)
export const policyRuleNames: readonly PolicyRule[] = Object.keys(policyRules).filter(isRule)
