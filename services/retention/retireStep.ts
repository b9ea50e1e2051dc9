import type { RetentionLimits } from '#events/retention/limitsOf.ts'
import type { Position } from '#events/envelope.ts'
import type { RetentionEvent } from '#events/retention/events.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import { commandedStreams } from '#services/commands/commandedStreams.ts'
import { changes } from '#services/commands/commandHandler.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { FindDue, Retirement } from '#services/ports/retention.ts'
import { retirementStreams } from './retirementStreams.ts'

export interface RetireNeeds {
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots'>
  ambient: Ambient
  findDue: FindDue
  waitForView: (position: Position, timeoutMs?: number) => Promise<void>
}

const actor = { kind: 'policy', id: 'retention' } as const
/** Tenants whose streams are remembered. */
const capacity = 1_000

/**
 * Retires the next records of a tenant, and resolves when they have left the views; null: none are due. The numbers are true because the
 * views had read the retirement before when they were counted, and because nobody else has appended one since.
 * @throws CodedError view-behind, busy, store-unavailable
 */
export const retireStep = ({ store, ambient, findDue, waitForView }: RetireNeeds) => {
  const streams = commandedStreams({ store, ambient, type: retirementStreams, capacity })
  return async (tenantId: string, limits: RetentionLimits): Promise<Retirement | null> => {
    const before = await streams.readOn(tenantId, '')
    await waitForView(before.position)
    const { due } = await findDue(tenantId, limits)
    if (due === null) return null
    const origin = { tenantId, actor, correlationId: ambient.random.id(), context: null }
    const { events, position } = await streams.handle('', origin, (retirements) =>
      changes<RetentionEvent>(retirements === before.state ? [{ type: 'RecordsRetired', version: 1, data: due }] : []),
    )
    if (events.length === 0) return null
    await waitForView(position)
    return due
  }
}
