import type { AnyStreamType } from '#services/commands/checkSnapshots.ts'
import { anomalyStreams } from '#services/detection/raise.ts'
import { operationStreams } from '#services/operations/operationState.ts'
import { invalidationStreams } from '#services/sessions/commands/invalidateSessions.ts'
import { sessionStreams } from '#services/sessions/commands/sessionStreams.ts'
import { moveStreams } from '#services/sessions/endings/moveHistory.ts'
import { apiKeyStreams } from '#services/tenants/apiKeys/apiKeyState.ts'
import { claimStreams } from '#services/tenants/claims/claimState.ts'
import { slotStreams } from '#services/sessions/limits/slots.ts'
import { tenantStreams } from '#services/tenants/tenantState.ts'
import { retirementStreams } from '#services/retention/retirementStreams.ts'
import { userStreams } from '#services/tenants/people/userState.ts'

/** Every type of stream of which snapshots may stand in the database. */
export const streamTypes: readonly AnyStreamType[] = [
  sessionStreams,
  invalidationStreams,
  moveStreams,
  tenantStreams,
  apiKeyStreams,
  userStreams,
  claimStreams,
  operationStreams,
  anomalyStreams,
  retirementStreams,
  slotStreams,
]
