import { type Policy, policySectionNames } from '#events/tenant/policy/sections.ts'

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
type Section = Record<string, unknown>

/** Their part, unless I changed it from what we both began with. */
const mergedSection = (base: Section, theirs: Section, mine: Section): Section => {
  const names = [...new Set([...Object.keys(base), ...Object.keys(theirs), ...Object.keys(mine)])]
  const parts = names.map((name) => [name, same(mine[name], base[name]) ? theirs[name] : mine[name]] as const)
  return Object.fromEntries(parts.filter(([, value]) => value !== undefined))
}

/** My changes of `base`, made on what somebody else has made of it meanwhile. Where both changed the same part, mine stands. */
export const mergedPolicy = (base: Policy, theirs: Policy, mine: Policy): Policy =>
  // Each part is whole from one of three policies.
  Object.fromEntries(
    policySectionNames.map((name) => [name, mergedSection(base[name], theirs[name], mine[name])]),
  ) as Policy
