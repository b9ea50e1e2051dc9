import { fold } from '#events/filter/fold.ts'
import { type GateKind, normalGateValue } from '#events/tenant/policy/gateValue.ts'
import type { Override, Policy } from '#events/tenant/policy/sections.ts'
import { roles } from '#events/wordLists.ts'
import { CodedError, type FieldError } from '#services/ports/errors.ts'

interface Known {
  /** The policy in force: what it says of an application that is gone may stay. */
  before: Policy
  clients: ReadonlyMap<string, unknown>
}

type Gate = Policy['access'][GateKind]
/** Notes a mistake at a path below `body.policy`. */
type Note = (path: string, code: string, message: string) => void
const once = <Value>(values: readonly Value[]): Value[] => [...new Set(values)]

const whatIs: Record<GateKind, string> = {
  countries: 'a country',
  networks: 'the name of a network',
  ranges: 'an address or a range such as 203.0.113.0/24',
}

const normalGate = (kind: GateKind, gate: Gate, note: Note): Gate => {
  const list = (which: 'allowed' | 'blocked', values: readonly string[]): string[] =>
    once(
      values.map((value, place) => {
        const form = normalGateValue(kind, value)
        if (form === null) note(`access.${kind}.${which}.${place}`, 'value', `is not ${whatIs[kind]}`)
        return form ?? value
      }),
    ).sort()
  const blocked = list('blocked', gate.blocked)
  const allowed = gate.allowed === null ? null : list('allowed', gate.allowed)
  const shut = new Set(blocked.map(fold))
  const both = allowed?.find((value) => shut.has(fold(value)))
  if (both !== undefined) note(`access.${kind}`, 'contradiction', `has ${both} both allowed and blocked`)
  return { allowed, blocked }
}

const nameOf = (whose: Override): string => (whose.kind === 'role' ? `role ${whose.role}` : `app ${whose.clientId}`)

/** One override for each role or application, none for an application that is not there. */
const checkOverrides = (
  section: 'lifetimes' | 'limits',
  overrides: readonly { whose: Override }[],
  { before, clients }: Known,
  note: Note,
): void => {
  const former = new Set(before[section].overrides.map(({ whose }) => nameOf(whose)))
  const seen = new Set<string>()
  overrides.forEach(({ whose }, place) => {
    const [name, path] = [nameOf(whose), `${section}.overrides.${place}`]
    if (seen.has(name)) note(path, 'duplicate', `is a second one for ${name}`)
    seen.add(name)
    if (whose.kind === 'application' && !clients.has(whose.clientId) && !former.has(name))
      note(`${path}.whose.clientId`, 'application-unknown', 'is no application of this tenant')
  })
}

const checkApplications = ({ limits }: Policy, { before, clients }: Known, note: Note): void => {
  const strange = Object.keys(limits.perApplication).filter(
    (clientId) => !clients.has(clientId) && !Object.hasOwn(before.limits.perApplication, clientId),
  )
  for (const clientId of strange)
    note(`limits.perApplication.${clientId}`, 'application-unknown', 'is no application of this tenant')
}

/**
 * A policy as it is kept: ranges in the form of CIDR, lists sorted and without repeats, so that the same rules are the same however
 * they are written.
 * @throws CodedError invalid-request with the path of each mistake that its schema cannot see
 */
export const normalPolicy = (policy: Policy, known: Known): Policy => {
  const errors: FieldError[] = []
  const note: Note = (path, code, message) => void errors.push({ path: `body.policy.${path}`, code, message })
  const { countries, networks, ranges } = policy.access
  const access = {
    countries: normalGate('countries', countries, note),
    networks: normalGate('networks', networks, note),
    ranges: normalGate('ranges', ranges, note),
  }
  checkOverrides('lifetimes', policy.lifetimes.overrides, known, note)
  checkOverrides('limits', policy.limits.overrides, known, note)
  checkApplications(policy, known, note)
  if (errors.length > 0)
    throw new CodedError('invalid-request', { detail: `${errors[0]!.path} ${errors[0]!.message}.`, errors })
  const { secondFactor } = policy
  const requiredFor = roles.filter((role) => secondFactor.requiredFor.includes(role))
  return {
    ...policy,
    access,
    secondFactor: { ...secondFactor, requiredFor, methods: once(secondFactor.methods).sort() },
  }
}
