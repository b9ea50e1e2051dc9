import type { Position } from '#events/envelope.ts'
import { isActing } from '#events/tenant/policy/actingSections.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import type { Randomness } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { CommandMetadata } from '#services/ports/identity.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import { type Policies, policyOperationId, type PolicyStanding } from '#services/ports/policies.ts'
import { mostSessions } from '#services/operations/chooseSessions.ts'
import { confirmMost } from '#services/operations/confirmNumber.ts'
import type { OperationLog } from '#services/operations/operationLog.ts'
import type { OperationRunner } from '#services/operations/operationRunner.ts'
import type { OperationState } from '#services/operations/operationState.ts'
import { findLeft, type Finding } from './findAffected.ts'
import { lookAhead, type Own, type PreviewNeeds } from './previewPolicy.ts'
import { startedPolicy } from './startedPolicy.ts'

export interface ChangePolicyNeeds extends Pick<PreviewNeeds, 'clock'> {
  log: Pick<OperationLog, 'read' | 'start'>
  /** Null: there is no runner here; whichever process runs takes the operation over. */
  runner: Pick<OperationRunner, 'carryOn'> | null
  views: Finding['views'] & Pick<OperationViews, 'waitForView'>
  policies: Pick<Policies, 'read' | 'normal' | 'change'>
  random: Randomness
}

export interface PolicyChanging {
  policy: Policy
  expectedVersion: number
  reason: string | null
  ticket: string | null
  /** How many sessions the preview said would end. */
  confirm: number
  own: Own
}

export interface ChangedPolicy {
  version: number
  /** Null: there was nothing to end or to shorten. */
  operation: OperationState | null
  ended: number
  shortened: number
  position: Position
}

const viewWaitMs = 2_000

/** Two changes at once could bring back to life what the first was ending. @throws CodedError wrong-state */
const requireSettled = async (
  { log }: Pick<ChangePolicyNeeds, 'log'>,
  { tenant: { tenantId, policyVersion } }: PolicyStanding,
): Promise<void> => {
  const running = await log.read(tenantId, policyOperationId(tenantId, policyVersion))
  if (running === null || running.finishedAt !== null) return
  throw new CodedError('wrong-state', {
    detail: 'The last change of the rules is still ending sessions. Change them again when it has finished.',
  })
}

/** @throws CodedError locks-you-out */
const allowMine = (endsMine: boolean): void => {
  if (!endsMine) return
  throw new CodedError('locks-you-out', {
    detail:
      'Your own session would end by these rules, or you could not come back the way you came. Sign in again, or leave your own way in open.',
  })
}

const requireVersion = ({ tenant: { policyVersion } }: PolicyStanding, expected: number): void => {
  if (policyVersion === expected) return
  throw new CodedError('wrong-version', {
    detail: `Somebody changed the rules meanwhile: they are at version ${policyVersion}, this change was made for version ${expected}.`,
    extra: { version: policyVersion },
  })
}

/**
 * Changes a tenant's rules and lets an operation carry it out. The rules come first: from then on each decision on a session is made
 * under them, in every process; then the sessions that they end or shorten are looked for, by the query of the preview.
 * @throws CodedError wrong-version, invalid-request, locks-you-out, preview-stale, wrong-state
 */
export const changePolicy =
  (needs: ChangePolicyNeeds) =>
  async (metadata: CommandMetadata, asked: PolicyChanging): Promise<ChangedPolicy> => {
    const { log, runner, views, policies, random } = needs
    const { tenantId, ...origin } = metadata
    const { own, expectedVersion, reason, ticket, confirm } = asked
    const ahead = await lookAhead(needs)(tenantId, asked.policy, { own, named: 0 })
    requireVersion(ahead.standing, expectedVersion)
    const unchanged = { version: expectedVersion, operation: null, ended: 0, shortened: 0 }
    if (ahead.changed.length === 0) return { ...unchanged, position: ahead.standing.position }
    await requireSettled(needs, ahead.standing)
    allowMine(ahead.endsMine)
    confirmMost(confirm, ahead.found.ended.sessions)
    const spared = own?.sessionId
    const command = { tenantId, policy: ahead.policy, expectedVersion, reason, ticket, sparedSessionId: spared }
    const { tenant, position } = await policies.change(command, origin)
    const version = tenant.policyVersion
    const changed = { ...unchanged, version, position }
    if (!ahead.changed.some(isActing)) return changed
    await views.waitForView(position, viewWaitMs).catch(() => undefined)
    const left = await findLeft(needs)(tenantId, { version, most: mostSessions, spared: spared ?? null })
    if (left === null || left.ended.sessions + left.shortened.sessions === 0) return changed
    const data = startedPolicy({ tenantId, version, reason, ticket, spared: spared ?? null }, left)
    const { state } = await log.start(data, metadata, random.id())
    runner?.carryOn({ tenantId, operationId: data.operationId })
    const { ended, shortened } = left
    return {
      version,
      operation: state,
      ended: ended.sessions,
      shortened: shortened.sessions,
      position: Math.max(position, state.started.position),
    }
  }
