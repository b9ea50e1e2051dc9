import { listed } from '#services/operations/listed.ts'
import type { Started } from '#services/operations/operationState.ts'
import { policyOperationId } from '#services/ports/policies.ts'
import type { Affected } from './judgement.ts'

interface Change {
  tenantId: string
  version: number
  reason: string | null
  ticket: string | null
  /** The session of whoever changed the rules. */
  spared: string | null
}

/** How the operation begins that carries a change of the rules out. */
export const startedPolicy = (
  { tenantId, version: policyVersion, reason, ticket, spared }: Change,
  { ends, ended, shortened }: Pick<Affected, 'ends' | 'ended' | 'shortened'>,
): Started['data'] => ({
  operationId: policyOperationId(tenantId, policyVersion),
  kind: 'policy',
  filter: null,
  userId: null,
  policyVersion,
  ...listed(ends, ended.sessions),
  shortens: shortened.sessions,
  spared: spared === null ? [] : [{ sessionId: spared, why: 'your-own' }],
  reason,
  message: null,
  ticket,
})
