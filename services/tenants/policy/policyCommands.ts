import { type Policy, policySchema } from '#events/tenant/policy/sections.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { Policies, PolicyStanding } from '#services/ports/policies.ts'
import { checked } from '#services/tenants/checked.ts'
import { registered } from '#services/tenants/registered.ts'
import type { TenantWork } from '#services/tenants/registerTenant.ts'
import type { TenantCommands } from '#services/tenants/tenantCommands.ts'
import type { TenantState } from '#services/tenants/tenantState.ts'
import { normalPolicy } from './normalPolicy.ts'
import { requireEnrollable, type TakenPasskeys } from './requireEnrollable.ts'
import { policyHistory } from './policyHistory.ts'

const standingOf = (state: TenantState, position: number): PolicyStanding => {
  registered(state)
  return { tenant: state.tenant!, members: state.members, position }
}

/** A tenant's rules: what they are, what they were, and changing them. */
export const policyCommands = (
  { memory }: Pick<TenantWork, 'memory'>,
  store: Pick<EventStore, 'readStream'>,
  { changePolicy }: Pick<TenantCommands, 'changePolicy'>,
  passkeys: TakenPasskeys,
): Policies => {
  const history = policyHistory(store)
  const stateOf = async (tenantId: string) => (await memory.tenants.readOn(tenantId, '')).state
  return {
    async read(tenantId) {
      const { state, position } = await memory.tenants.readOn(tenantId, '')
      return standingOf(state, position)
    },
    async asOf(tenantId, version) {
      const state = await stateOf(tenantId)
      const { policy, policyVersion } = registered(state)
      return version === policyVersion ? policy : history.asOf(tenantId, state.policySteps, version)
    },
    async sectionVersions(tenantId, version) {
      const { policySteps } = await stateOf(tenantId)
      const steps = policySteps.filter((step) => step.version <= version)
      return new Map(steps.map((step) => [step.section, step.version]))
    },
    async changesOf(tenantId, versions) {
      const { policySteps } = await stateOf(tenantId)
      const there = versions.filter((version) => policySteps.some((step) => step.version === version))
      return Promise.all(there.map((version) => history.changeOf(tenantId, policySteps, version)))
    },
    async normal(tenantId, policy: Policy) {
      const { policy: before, clients } = registered(await stateOf(tenantId))
      const normal = normalPolicy(checked(policySchema, policy), { before, clients })
      requireEnrollable(normal, before, passkeys)
      return normal
    },
    async change(command, origin) {
      const { state, position } = await changePolicy(command, origin)
      return standingOf(state, position)
    },
  }
}
