import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { EventCodec, StoredEvent } from '#services/eventStore/eventStore.ts'
import { KeyMissing } from '#services/eventStore/sealing/keyMissing.ts'

export interface Opening {
  codec: Pick<EventCodec, 'prepareOpen' | 'openOne'>
  onKeyMissing?: (error: KeyMissing, event: StoredEvent) => void
}

/**
 * Opens events for the rules. An event whose key is missing is skipped, so that everybody else is still
 * watched; the views park that event and report it.
 */
export const openReadable = async (
  { codec, onKeyMissing }: Opening,
  stored: readonly StoredEvent[],
): Promise<Recorded<RollcallEvent>[]> => {
  await codec.prepareOpen(stored.flatMap(({ tenantId, subject }) => (subject === null ? [] : [{ tenantId, subject }])))
  return stored.flatMap((event) => {
    try {
      return [codec.openOne(event)]
    } catch (error) {
      if (!(error instanceof KeyMissing)) throw error
      onKeyMissing?.(error, event)
      return []
    }
  })
}
