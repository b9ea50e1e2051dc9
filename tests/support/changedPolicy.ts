import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import type { Tenants } from '#services/tenants/tenants.ts'

type Changed = { [Section in keyof Policy]?: Partial<Policy[Section]> }

/** The usual policy with other rules in some sections. */
export const policyWith = (changed: Changed): Policy => {
  const sections = Object.entries(defaultPolicy).map(([name, rules]) => [
    name,
    { ...rules, ...changed[name as keyof Policy] },
  ])
  return Object.fromEntries(sections) as Policy
}

const origin = { actor: { kind: 'system', id: 'test' }, correlationId: 'test', context: null } as const

export const changePolicy = ({ commands }: Pick<Tenants, 'commands'>, tenantId: string, changed: Changed) =>
  commands.changePolicy({ tenantId, policy: policyWith(changed), reason: null, ticket: null }, origin)
