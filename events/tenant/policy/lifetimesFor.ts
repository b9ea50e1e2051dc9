import type { Role } from '../events.ts'
import type { Override, Policy } from './sections.ts'

/** In seconds. `absoluteSeconds` null: until signed out. */
export interface SessionLifetimes {
  accessSeconds: number
  idleSeconds: number
  absoluteSeconds: number | null
}

/** Whose session it is. `remembered`: the person asked to be kept signed in. `own`: lifetimes of the application itself. */
export interface Whose {
  roles: readonly Role[]
  clientId: string
  remembered: boolean
  own?: { [Name in keyof SessionLifetimes]?: number | undefined } | undefined
}

export const isFor = (override: Override, { roles, clientId }: Pick<Whose, 'roles' | 'clientId'>): boolean =>
  override.kind === 'role' ? roles.includes(override.role) : override.clientId === clientId

/** Whether a change of somebody's roles may change how long their sessions last. */
export const hasLifetimesOfRoles = ({ lifetimes }: Pick<Policy, 'lifetimes'>): boolean =>
  lifetimes.overrides.some(({ whose }) => whose.kind === 'role')

/** The strictest of limits. Null stands for none. */
export const strictest = <Limit extends number | null>(limits: readonly Limit[]): Limit | null =>
  limits.reduce<Limit | null>(
    (least, each) => (each === null || (least !== null && least <= each) ? least : each),
    null,
  )

type Rules = Policy['lifetimes']

const lifetimesOf = (rules: Partial<Rules>, remembered: boolean): Partial<SessionLifetimes> => {
  const { accessSeconds, idleSeconds, absoluteSeconds } = rules
  const lasting = remembered ? (rules.remembered ?? {}) : { idleSeconds, absoluteSeconds }
  return Object.fromEntries(Object.entries({ accessSeconds, ...lasting }).filter(([, value]) => value !== undefined))
}

/**
 * How long such a session lasts. An override says it in place of the tenant's own rules, longer or shorter; where several are for
 * the session, the strictest counts. The application's own lifetimes only shorten.
 */
export const lifetimesFor = ({ lifetimes }: Pick<Policy, 'lifetimes'>, whose: Whose): SessionLifetimes => {
  const { remembered, own = {} } = whose
  const overrides = lifetimes.overrides
    .filter((each) => isFor(each.whose, whose))
    .map(({ rules }) => lifetimesOf(rules as Partial<Rules>, remembered))
  const base = lifetimesOf(lifetimes, remembered) as SessionLifetimes
  const limit = <Name extends keyof SessionLifetimes>(name: Name): SessionLifetimes[Name] => {
    const said = overrides.flatMap((each) => (each[name] === undefined ? [] : [each[name]]))
    const ruled = said.length === 0 ? base[name] : strictest(said)
    return strictest([ruled, own[name] ?? null]) as SessionLifetimes[Name]
  }
  return {
    accessSeconds: limit('accessSeconds'),
    idleSeconds: limit('idleSeconds'),
    absoluteSeconds: limit('absoluteSeconds'),
  }
}

/** The longest lifetime of an access token that these rules allow to anybody, in seconds. */
export const longestAccessSeconds = ({ accessSeconds, overrides }: Rules): number =>
  Math.max(accessSeconds, ...overrides.map(({ rules }) => rules.accessSeconds ?? 0))
