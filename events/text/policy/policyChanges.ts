import type { Policy, PolicySection } from '../../tenant/policy/sections.ts'
import { type ChangedLine, changedLines } from './policyLine.ts'
import { type PolicyRule, policyRuleNames, policyRules } from './policyRules.ts'

/** Some sections of a policy, each whole. */
export type SomeRules = { [Section in PolicySection]?: Policy[Section] | undefined }

export interface ChangedRule {
  rule: PolicyRule
  lines: ChangedLine[]
}

/** The rules that two policies have otherwise, and what they say old and new. A section that either lacks is not compared. */
export const policyChanges = (from: SomeRules, to: SomeRules): ChangedRule[] =>
  policyRuleNames.flatMap((rule) => {
    const { section, lines } = policyRules[rule]
    if (from[section] === undefined || to[section] === undefined) return []
    // A rule reads its own section alone.
    const changed = changedLines(lines(from as Policy), lines(to as Policy))
    return changed.length === 0 ? [] : [{ rule, lines: changed }]
  })
