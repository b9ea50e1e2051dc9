import type { EventCodec, StoredEvent } from '#services/eventStore/eventStore.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { type FoldedBatch, foldBatch } from '../fold/foldBatch.ts'
import type { View } from '../fold/view.ts'
import { type ViewEvent, viewEvent } from '../fold/viewEvent.ts'
import { views as everyView } from '../views.ts'
import { loadBatch } from './loadBatch.ts'
import { storeBatch } from './storeBatch.ts'

export type ViewCodec = Pick<EventCodec, 'prepareOpen' | 'openClear' | 'openOne'>

/** Makes the subjects' keys ready and wraps the events; each is parsed when it is first read. */
export const viewEvents = async (codec: ViewCodec, stored: readonly StoredEvent[]): Promise<ViewEvent[]> => {
  await codec.prepareOpen(stored.flatMap(({ tenantId, subject }) => (subject === null ? [] : [{ tenantId, subject }])))
  return stored.map((event) => viewEvent(event, codec))
}

/**
 * Loads the rows that a run of the log touches, folds the events, and stores the rows. The caller's transaction holds
 * the checkpoint, and the caller stores what is parked. `views` must include those they follow.
 */
export const projectEvents = async (
  database: Queryable,
  events: readonly ViewEvent[],
  views: readonly View[] = everyView,
): Promise<FoldedBatch> => {
  const batch = foldBatch(events, await loadBatch(database, events, views), views)
  await storeBatch(database, batch)
  return batch
}
