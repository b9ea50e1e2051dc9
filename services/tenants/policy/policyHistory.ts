import type { Recorded } from '#events/envelope.ts'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { isPolicyEvent, type PolicyEvent, rulesChangedBy } from '#events/tenant/policy/rulesChanged.ts'
import { policySectionNames, type Policy, type PolicySection } from '#events/tenant/policy/sections.ts'
import { tenantStream } from '#events/streams.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { PolicyChange } from '#services/ports/policies.ts'
import type { PolicyStep } from '#services/tenants/tenantState.ts'

const only = <Section extends PolicySection>(policy: Partial<Policy>, section: Section): Partial<Policy> => ({
  [section]: policy[section],
})

/** Where each section was last changed up to a version; sections that nobody had changed are absent. */
const lastSteps = (steps: readonly PolicyStep[], version: number): Map<PolicySection, PolicyStep> =>
  new Map(steps.filter((step) => step.version <= version).map((step) => [step.section, step]))

/** The policy's past, read from the tenant's stream event by event: never the whole stream. */
export const policyHistory = (store: Pick<EventStore, 'readStream'>) => {
  const eventAt = async (tenantId: string, revision: number): Promise<Recorded<PolicyEvent>> => {
    const [event] = await store.readStream(tenantStream(tenantId), revision, 1)
    if (event === undefined || !isPolicyEvent(event)) throw new Error('A change of the policy is not where it was')
    return event
  }
  const asOf = async (tenantId: string, steps: readonly PolicyStep[], version: number): Promise<Policy> => {
    const last = [...lastSteps(steps, version)]
    const revisions = [...new Set(last.map(([, { revision }]) => revision))]
    const events = new Map(
      await Promise.all(revisions.map(async (revision) => [revision, await eventAt(tenantId, revision)] as const)),
    )
    const rules = last.map(([section, { revision }]) => only(rulesChangedBy(events.get(revision)!), section))
    return Object.assign({}, defaultPolicy, ...rules) as Policy
  }
  const changeOf = async (tenantId: string, steps: readonly PolicyStep[], version: number): Promise<PolicyChange> => {
    const ofVersion = steps.filter((step) => step.version === version)
    const [before, after, event] = await Promise.all([
      asOf(tenantId, steps, version - 1),
      asOf(tenantId, steps, version),
      eventAt(tenantId, ofVersion.at(-1)!.revision),
    ])
    const changed = policySectionNames.filter((name) => ofVersion.some(({ section }) => section === name))
    const changes = changed.map((section) => ({ section, from: only(before, section), to: only(after, section) }))
    return { version, event, changes }
  }
  return { asOf, changeOf }
}
