import type { Position, Recorded } from '#events/envelope.ts'
import type { Role } from '#events/tenant/events.ts'
import type { PolicyEvent } from '#events/tenant/policy/rulesChanged.ts'
import type { Policy, PolicySection } from '#events/tenant/policy/sections.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import type { CommandMetadata, Tenant } from './identity.ts'

/** A tenant's rules, as its stream says to its end. services/tenants keeps them, services/operations carries changes out. */

/** One change of the policy: what each section was and became. */
export interface PolicyChange {
  version: number
  /** The last of its events. */
  event: Recorded<PolicyEvent>
  changes: { section: PolicySection; from: Partial<Policy>; to: Partial<Policy> }[]
}

export interface PolicyStanding {
  tenant: Tenant
  /** Roles by user id, only of people who have some. */
  members: ReadonlyMap<string, readonly Role[]>
  position: Position
}

export interface Policies {
  /** @throws CodedError not-found (tenant) */
  read: (tenantId: string) => Promise<PolicyStanding>
  /** The policy of any version up to the present one. */
  asOf: (tenantId: string, version: number) => Promise<Policy>
  /** In which version each section was last changed by then; absent: in none. */
  sectionVersions: (tenantId: string, version: number) => Promise<ReadonlyMap<PolicySection, number>>
  /** These versions' changes, in this order; a version that changed nothing is left out. */
  changesOf: (tenantId: string, versions: readonly number[]) => Promise<PolicyChange[]>
  /** A policy as it would be kept. @throws CodedError invalid-request, not-found */
  normal: (tenantId: string, policy: Policy) => Promise<Policy>
  /**
   * Changes the sections that differ, in one append. Answers the standing after that; none differs: that of before.
   * @throws CodedError wrong-version, invalid-request, not-found, busy
   */
  change: (
    command: {
      tenantId: string
      policy: Policy
      expectedVersion?: number
      reason: string | null
      ticket: string | null
      sparedSessionId?: string | undefined
    },
    origin: Omit<CommandMetadata, 'tenantId'>,
  ) => Promise<PolicyStanding>
}

/** The operation that carries a change of the policy out. Derived, so that whoever finds it missing starts the same one. */
export const policyOperationId = (tenantId: string, version: number): string =>
  derivedUuid('policy operation', tenantId, version)
