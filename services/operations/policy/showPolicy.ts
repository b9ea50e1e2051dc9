import type { z } from 'zod'
import { policySectionNames, type PolicySection } from '#events/tenant/policy/sections.ts'
import type { policyShape } from '#events/wire/policy.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Policies } from '#services/ports/policies.ts'

export interface ShowPolicyNeeds {
  policies: Pick<Policies, 'read' | 'asOf' | 'changesOf' | 'sectionVersions'>
}

type Shown = z.infer<typeof policyShape>

const sectionVersions = (of: (section: PolicySection) => number): Shown['sectionVersions'] =>
  Object.fromEntries(policySectionNames.map((section) => [section, of(section)])) as Shown['sectionVersions']

/** The policy now, or as of a version. @throws CodedError not-found for a version there never was */
export const showPolicy =
  ({ policies }: ShowPolicyNeeds) =>
  async (tenantId: string, asked: number | undefined): Promise<Shown> => {
    const { tenant } = await policies.read(tenantId)
    const newest = tenant.policyVersion
    const version = asked ?? newest
    if (version > newest) throw new CodedError('not-found')
    const [policy, [last], changedIn] = await Promise.all([
      policies.asOf(tenantId, version),
      policies.changesOf(tenantId, [version]),
      policies.sectionVersions(tenantId, version),
    ])
    return {
      version,
      policy,
      sectionVersions: sectionVersions((section) => changedIn.get(section) ?? 0),
      changedAt: last?.event.at ?? null,
      newest,
    }
  }
