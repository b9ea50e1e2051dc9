import { isDeepStrictEqual } from 'node:util'
import type { Position, RequestContext } from '#events/envelope.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { limitsOf } from '#events/retention/limitsOf.ts'
import { keptOutBy } from '#events/tenant/policy/accessRules.ts'
import { isActing } from '#events/tenant/policy/actingSections.ts'
import { type Policy, policySectionNames, type PolicySection } from '#events/tenant/policy/sections.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import type { Policies, PolicyStanding } from '#services/ports/policies.ts'
import { findAffected, type Finding, type Found } from './findAffected.ts'

export interface PreviewNeeds extends Finding {
  views: Finding['views'] & Pick<OperationViews, 'matchingSessions' | 'countWithoutFactor' | 'countDue'>
  policies: Pick<Policies, 'read' | 'normal'>
  clock: Clock
}

/** The session of whoever changes the rules, and from where they come now. Null: a command line has none. */
export type Own = { sessionId: string; context: RequestContext } | null

export interface Previewed {
  standing: PolicyStanding
  /** In its normal form. */
  policy: Policy
  changed: PolicySection[]
  found: Found
  endsMine: boolean
}

const nothing = { ends: [], shortens: [], endsSpared: false }
const none = { sessions: 0, users: 0 }

const isShutOut = ({ access }: Policy, own: Own): boolean => own !== null && keptOutBy(access, own.context) !== null

/** What a policy would do now. `named`: how many of the sessions are named. @throws CodedError invalid-request */
export const lookAhead =
  ({ views, policies, clock }: Omit<PreviewNeeds, 'views'> & Finding) =>
  async (tenantId: string, asked: Policy, { own, named }: { own: Own; named: number }): Promise<Previewed> => {
    const [standing, policy] = await Promise.all([policies.read(tenantId), policies.normal(tenantId, asked)])
    const before = standing.tenant.policy
    const changed = policySectionNames.filter((section) => !isDeepStrictEqual(before[section], policy[section]))
    const acting = changed.filter(isActing)
    const spared = own?.sessionId ?? null
    const question = { policy, changed: acting, at: instant(clock), most: named, spared }
    const found: Found =
      acting.length === 0
        ? { ...nothing, ended: none, shortened: none, position: standing.position }
        : await findAffected({ views })(standing, question)
    const isShut = acting.includes('access') && isShutOut(policy, own)
    return { standing, policy, changed, found, endsMine: found.endsSpared || isShut }
  }

export interface PolicyPreview {
  changed: PolicySection[]
  ends: Found['ended']
  shortens: Found['shortened']
  withoutSecondFactor: number
  retires: { sessions: number; entries: number; counts: number }
  endsMine: boolean
  sample: SessionRow[]
  position: Position
}

const sampleSize = 10

/** What leaves the lists for good within minutes. Nothing more does where the rules for it stay as they are. */
const countRetired = async (
  { views, clock }: Pick<PreviewNeeds, 'views' | 'clock'>,
  tenantId: string,
  { policy, changed }: Pick<Previewed, 'policy' | 'changed'>,
): Promise<PolicyPreview['retires']> => {
  if (!changed.includes('retention')) return { sessions: 0, entries: 0, counts: 0 }
  const due = await views.countDue(tenantId, limitsOf(policy.retention, clock.now()))
  return { sessions: due.sessions, entries: due.entries, counts: due.minutes + due.quarters }
}

/** @throws CodedError invalid-request */
export const previewPolicy =
  (needs: PreviewNeeds) =>
  async (tenantId: string, asked: Policy, own: Own): Promise<PolicyPreview> => {
    const { views } = needs
    const ahead = await lookAhead(needs)(tenantId, asked, { own, named: sampleSize })
    const { policy, changed, found, endsMine } = ahead
    const [{ sessions: sample }, withoutSecondFactor, retires] = await Promise.all([
      found.ends.length === 0
        ? { sessions: [] }
        : views.matchingSessions(tenantId, { sessionIds: found.ends }, sampleSize),
      views.countWithoutFactor(tenantId, policy.secondFactor.requiredFor),
      countRetired(needs, tenantId, ahead),
    ])
    const { ended: ends, shortened: shortens, position } = found
    return { changed, ends, shortens, withoutSecondFactor, retires, endsMine, sample, position }
  }
