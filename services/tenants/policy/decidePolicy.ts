import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { policySectionNames, type Policy, type PolicySection } from '#events/tenant/policy/sections.ts'
import { type AboutChange, type PolicyEvent, sectionEvents } from '#events/tenant/policy/rulesChanged.ts'
import { CodedError } from '#services/ports/errors.ts'
import { isSame } from '#services/tenants/isSame.ts'
import { registered } from '#services/tenants/registered.ts'
import type { TenantState } from '#services/tenants/tenantState.ts'
import { normalPolicy } from './normalPolicy.ts'

export interface PolicyCommand {
  type: 'ChangePolicy'
  policy: Policy
  /** The version that the change was decided on. Absent: whichever there is. */
  expectedVersion?: number | undefined
  reason: string | null
  ticket: string | null
  /** The session of whoever changes the rules. Absent: nobody's is spared. */
  sparedSessionId?: string | undefined
}

/** The sections in which two policies differ. */
export const changedSections = (before: Policy, after: Policy): PolicySection[] =>
  policySectionNames.filter((section) => !isSame(before[section], after[section]))

const rulesChanged = (policy: Policy, changed: readonly PolicySection[], about: AboutChange): PolicyEvent[] =>
  changed.map((section) => sectionEvents[section](policy, about))

const always: readonly PolicySection[] = ['lifetimes', 'texts']

/**
 * The policy that a tenant begins with. What every session gets is written down in any case, so that it stays as it is when a later
 * release has another default.
 */
export const firstRules = (policy: Policy): PolicyEvent[] => {
  const others = changedSections(defaultPolicy, policy)
  const written = policySectionNames.filter((section) => always.includes(section) || others.includes(section))
  return rulesChanged(policy, written, { policyVersion: 1, reason: null, ticket: null })
}

const requireVersion = (expected: number | undefined, version: number): void => {
  if (expected === undefined || expected === version) return
  throw new CodedError('wrong-version', {
    detail: `Somebody changed the rules meanwhile: they are at version ${version}, this change was made for version ${expected}.`,
    extra: { version },
  })
}

/**
 * What has not changed gives no event, however it is written.
 * @throws CodedError wrong-version, invalid-request
 */
export const decidePolicy = (command: PolicyCommand, state: TenantState): PolicyEvent[] => {
  const { expectedVersion, reason, ticket, sparedSessionId } = command
  const { policy: before, policyVersion, clients } = registered(state)
  requireVersion(expectedVersion, policyVersion)
  const policy = normalPolicy(command.policy, { before, clients })
  const spared = sparedSessionId === undefined ? {} : { sparedSessionId }
  const about = { policyVersion: policyVersion + 1, reason, ticket, ...spared }
  return rulesChanged(policy, changedSections(before, policy), about)
}
