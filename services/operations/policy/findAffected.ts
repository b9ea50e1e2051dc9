import type { Position } from '#events/envelope.ts'
import { actingSections, type ActingSection } from '#events/tenant/policy/actingSections.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import type { Policies, PolicyStanding } from '#services/ports/policies.ts'
import { type Affected, judgement } from './judgement.ts'

export interface Finding {
  views: Pick<OperationViews, 'liveByPerson'>
  policies: Pick<Policies, 'read'>
}

interface Asked {
  policy: Policy
  changed: readonly ActingSection[]
  /** ISO 8601. */
  at: string
  /** Sessions that are dealt with already. */
  except?: ReadonlySet<string>
  /** How many sessions are named. */
  most: number
  /** A session that no limit ends. */
  spared: string | null
}
export type Found = Affected & { position: Position }

/** The shortest lifetimes that the rules give to anybody: only sessions with longer ones can be affected. */
const shortest = ({ idleSeconds, absoluteSeconds, remembered, overrides }: Policy['lifetimes']) => {
  const rules = [{ idleSeconds, absoluteSeconds, remembered }, ...overrides.map((each) => each.rules)]
  const idle = rules.flatMap((each) => [each.idleSeconds, each.remembered?.idleSeconds])
  const absolute = rules.flatMap((each) => [each.absoluteSeconds, each.remembered?.absoluteSeconds])
  const least = (values: readonly (number | null | undefined)[]): number =>
    Math.min(...values.flatMap((value) => (typeof value === 'number' ? [value] : [])), 2 ** 31 - 1)
  return { idleSeconds: least(idle), absoluteSeconds: least(absolute) }
}

/** What a policy does to the live sessions of a tenant: asked by the preview, by the change, and by the operation that carries it out. */
export const findAffected =
  ({ views }: Pick<Finding, 'views'>) =>
  async ({ tenant, members }: PolicyStanding, asked: Asked): Promise<Found> => {
    const { policy, changed, at, except, most, spared } = asked
    const rolesOf = (userId: string) => members.get(userId) ?? []
    const judged = judgement({ policy, changed, at: Date.parse(at), rolesOf, spared }, most)
    const longerThan = changed.every((section) => section === 'lifetimes') ? shortest(policy.lifetimes) : null
    const { position } = await views.liveByPerson(tenant.tenantId, { longerThan }, (sessions) =>
      judged.add(except === undefined ? sessions : sessions.filter(({ sessionId }) => !except.has(sessionId))),
    )
    return { ...judged.finish(), position }
  }

/** The sections with a say over live sessions that a version changed and that nobody has changed since. */
const changedIn = ({ rulesSince }: PolicyStanding['tenant'], version: number): ActingSection[] =>
  actingSections.filter((section) => rulesSince[section]?.version === version)

/** What a version of the policy that is in force still does. Null: nothing of it can end or shorten a session. */
export const findLeft =
  ({ views, policies }: Finding) =>
  async (
    tenantId: string,
    { version, ...asked }: Pick<Asked, 'except' | 'most' | 'spared'> & { version: number },
  ): Promise<Found | null> => {
    const standing = await policies.read(tenantId)
    const { policy, rulesSince } = standing.tenant
    const changed = changedIn(standing.tenant, version)
    const at = changed.map((section) => rulesSince[section]!.at).at(0)
    return at === undefined ? null : findAffected({ views })(standing, { policy, changed, at, ...asked })
  }
