import { retireRecords } from '#services/retention/retireRecords.ts'
import type { CompositionParts } from '../process/compositionParts.ts'
import type { Core } from '../process/openCore.ts'
import type { Knowing } from '../process/serving.ts'
import type { Chore } from './keepHouse.ts'
import type { Remembered } from './chores.ts'

/** A policy takes effect within this time. */
const everyMs = 60_000

/** Removes from the views what the tenants' policies do not keep any longer. The operators' own tenant lists the others: it keeps everything. */
export const retiring = (
  { surroundings, logger }: CompositionParts,
  { store }: Core,
  { tenantIndex, views: { findDue, waitForView } }: Knowing,
  remembered: Remembered,
  signal: AbortSignal,
): Chore => {
  const { ambient, monotonicMs } = surroundings
  const tenants = async () =>
    (await tenantIndex()).tenants
      .filter(({ retention }) => retention.rowsDays !== null || retention.countsDays !== null)
      .map(({ id, retention }) => ({ tenantId: id, retention }))
  const retire = retireRecords({ store, ambient, findDue, waitForView, tenants, now: monotonicMs, logger })
  return {
    what: 'retire records',
    everyMs,
    async run() {
      if (await retire(signal)) remembered.retiredAt = ambient.clock.now()
    },
  }
}
