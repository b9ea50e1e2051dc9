import {
  anomalyRules,
  deviceTypes,
  logoutBys,
  personStatuses,
  revocationCauses,
  roles,
  sessionStatuses,
} from '../wordLists.ts'

interface Named {
  key: string
  /** What the key means, for completion. */
  hint: string
  /** Values worth offering before any are loaded; an enum's are all there are. */
  values?: readonly string[]
}
/** One key of a filter. Numbers are inclusive bounds; an enum's values are spelled as rows spell them. */
export type FilterField =
  | (Named & { kind: 'text' })
  | (Named & { kind: 'instant' })
  | (Named & { kind: 'address' })
  | (Named & { kind: 'boolean' })
  | (Named & { kind: 'number'; min: number; max: number })
  | (Named & { kind: 'enum'; values: readonly string[] })

/** Fields by key and by alias, folded. */
export type FilterFields = ReadonlyMap<string, FilterField>
/** What a filter's words mean: its keys, and the moment relative times count from (milliseconds since the epoch). */
export interface FilterMeaning {
  fields: FilterFields
  now: number
}

export type FilterTarget = 'sessions' | 'log' | 'people'

type PlainKind = 'text' | 'instant' | 'address'
const field = (key: string, kind: PlainKind, hint: string): FilterField => ({ key, kind, hint })
const boolean = (key: string, hint: string): FilterField => ({ key, kind: 'boolean', hint, values: ['true', 'false'] })
const choice = (key: string, values: readonly string[], hint: string): FilterField => ({
  key,
  kind: 'enum',
  values,
  hint,
})
const number = (key: string, max: number, hint: string): FilterField => ({ key, kind: 'number', min: 0, max, hint })

export { sessionStatuses }
/** How a session ended: a revocation's cause, a logout's `by`, an expiry's kind. */
export const endCauses = [...revocationCauses, ...logoutBys, 'idle', 'absolute'] as const

const where = [
  field('ip', 'address', 'last address, or a block such as 10.0.0.0/8'),
  field('network', 'text', 'operator, or the /24 or /48'),
  field('country', 'text', 'ISO code, as in DE'),
  field('region', 'text', 'state or province'),
  field('city', 'text', 'city'),
]
const withWhat = [
  field('client', 'text', 'application'),
  choice('deviceType', deviceTypes, 'kind of device'),
  field('deviceId', 'text', 'id the application gave the device'),
  field('fingerprint', 'text', 'version.hash the application made of the device'),
  field('browser', 'text', 'with or without its version'),
  field('os', 'text', 'system, with or without its version'),
]
const user = field('user', 'text', 'e-mail or name')
const userId = field('userId', 'text', 'id of the person')
const country = field('country', 'text', 'ISO code, as in DE')
const anomaly: FilterField = { key: 'anomaly', kind: 'text', hint: 'rule or id', values: anomalyRules }
const aliases: Record<string, string> = { app: 'client', 'device.fingerprint': 'fingerprint' }

const fieldSet = (fields: FilterField[]): FilterFields => {
  const byKey = new Map(fields.map((one) => [one.key.toLowerCase(), one]))
  for (const [alias, key] of Object.entries(aliases)) {
    const aliased = byKey.get(key)
    if (aliased !== undefined) byKey.set(alias, aliased)
  }
  return byKey
}

export const filterFields: Record<FilterTarget, FilterFields> = {
  sessions: fieldSet([
    choice('status', sessionStatuses, 'active or how it ended'),
    boolean('idle', 'active, without activity for 15 minutes'),
    user,
    userId,
    ...withWhat,
    ...where,
    field('started', 'instant', 'signed in'),
    field('lastActive', 'instant', 'last activity'),
    field('ended', 'instant', 'when it ended'),
    field('expires', 'instant', 'when an active session will lapse'),
    choice('cause', endCauses, 'why it ended'),
    field('by', 'text', 'who ended it: kind, id or name'),
    number('risk', 100, '0 to 100'),
    anomaly,
    field('method', 'text', 'authentication method, as in pwd'),
    field('id', 'text', 'id of the session'),
  ]),
  log: fieldSet([
    field('type', 'text', 'event type, as in SessionRevoked'),
    field('at', 'instant', 'when it happened'),
    field('actor', 'text', 'who did it: kind, id or name'),
    boolean('success', 'whether it succeeded'),
    user,
    userId,
    field('session', 'text', 'id of the session'),
    ...withWhat,
    ...where,
    field('cause', 'text', 'why'),
    field('correlation', 'text', 'id shared by what one request caused'),
    field('id', 'text', 'id of the event'),
  ]),
  people: fieldSet([
    user,
    choice('role', roles, 'role in this tenant'),
    choice('status', personStatuses, 'whether the person may sign in'),
    boolean('held', 'held for some hours'),
    number('sessions', Number.MAX_SAFE_INTEGER, 'live sessions'),
    number('failures', Number.MAX_SAFE_INTEGER, 'refused sign-ins'),
    country,
    anomaly,
  ]),
}

/** Fields once each, in the order to offer them. */
export const listFields = (fields: FilterFields): FilterField[] => [...new Set(fields.values())]
