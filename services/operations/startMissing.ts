import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { effectOf, isWideEnding } from '#events/session/endings.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { isSectionEvent, type SectionEvent } from '#events/tenant/policy/rulesChanged.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import { type Policies, policyOperationId } from '#services/ports/policies.ts'
import { mostSessions } from './chooseSessions.ts'
import { type NamedOperation, namedOperation } from './namedOperation.ts'
import { listed } from './listed.ts'
import { findLeft } from './policy/findAffected.ts'
import { startedPolicy } from './policy/startedPolicy.ts'
import type { OperationLog } from './operationLog.ts'
import type { Started } from './operationState.ts'

export interface StartMissingNeeds {
  log: Pick<OperationLog, 'read' | 'start'>
  views: Pick<OperationViews, 'matchingSessions' | 'sessionsEndedBy' | 'waitForView' | 'liveByPerson'>
  policies: Pick<Policies, 'read'>
}

const viewWaitMs = 2_000

/** A block itself ends no session, so the sessions are still live. Every other decision has ended them. */
const sessionsOf = async (
  { views }: Pick<StartMissingNeeds, 'views'>,
  event: Recorded<RollcallEvent>,
  { filter }: NamedOperation,
): Promise<Pick<Started['data'], 'sessionIds' | 'unlisted'>> => {
  const { tenantId } = event
  if (isWideEnding(event)) {
    const { sessionIds, total } = await views.sessionsEndedBy(tenantId, effectOf(event), mostSessions)
    return listed(sessionIds, total)
  }
  const { sessions, total } = await views.matchingSessions(tenantId, { filter: filter ?? '' }, mostSessions)
  return listed(
    sessions.map(({ id }) => id),
    total,
  )
}

/** Rules name no sessions, so the operation is missing only while they still end or shorten one. */
const missingOfRules = async (
  needs: StartMissingNeeds,
  { tenantId, data }: Recorded<SectionEvent>,
): Promise<Started['data'] | null> => {
  const { policyVersion: version, reason, ticket, sparedSessionId: spared = null } = data
  const left = await findLeft(needs)(tenantId, { version, most: mostSessions, spared })
  if (left === null || left.ended.sessions + left.shortened.sessions === 0) return null
  return startedPolicy({ tenantId, version, reason, ticket, spared }, left)
}

const operationOf = (event: Recorded<RollcallEvent>): NamedOperation | { operationId: string } | null =>
  isSectionEvent(event)
    ? { operationId: policyOperationId(event.tenantId, event.data.policyVersion) }
    : namedOperation(event)

/**
 * Starts the operation that a decision names, where the process that decided died before it could. Its id is the decision's, so
 * that however many processes try, it is started once. Answers whether it was missing.
 * @throws CodedError view-behind
 */
export const startMissing =
  (needs: StartMissingNeeds) =>
  async (event: Recorded<RollcallEvent>): Promise<boolean> => {
    const { log, views } = needs
    const { tenantId, position, actor, correlationId, context, id: causationId } = event
    const decided = operationOf(event)
    if (decided === null || (await log.read(tenantId, decided.operationId)) !== null) return false
    await views.waitForView(position, viewWaitMs)
    const data =
      'kind' in decided
        ? { ...decided, ...(await sessionsOf(needs, event, decided)) }
        : isSectionEvent(event)
          ? await missingOfRules(needs, event)
          : null
    if (data === null) return false
    const origin = { tenantId, actor, correlationId, context, causationId }
    await log.start(data, origin, derivedUuid('operation started', decided.operationId))
    return true
  }
