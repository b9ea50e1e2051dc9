import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { EventCodec, StoredEvent } from '#services/eventStore/eventStore.ts'
import { KeyMissing } from '#services/eventStore/sealing/keyMissing.ts'

export interface Opening {
  codec: Pick<EventCodec, 'prepareOpen' | 'openOne' | 'isForgotten'>
  onKeyMissing?: (error: KeyMissing, event: StoredEvent) => void
}

/**
 * Opens events for whoever compares what is personal. Events of forgotten people are skipped, because it is erased. So is an
 * event whose tenant's key is missing, so that everybody else is still watched; the views park that one and report it.
 */
export const openReadable = async (
  { codec, onKeyMissing }: Opening,
  stored: readonly StoredEvent[],
): Promise<Recorded<RollcallEvent>[]> => {
  await codec.prepareOpen(stored.flatMap(({ tenantId, subject }) => (subject === null ? [] : [{ tenantId, subject }])))
  return stored.flatMap((event) => {
    try {
      return codec.isForgotten(event) ? [] : [codec.openOne(event)]
    } catch (error) {
      if (!(error instanceof KeyMissing)) throw error
      onKeyMissing?.(error, event)
      return []
    }
  })
}
