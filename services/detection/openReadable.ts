import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { CodedError } from '#services/errors.ts'
import type { EventCodec, StoredEvent } from '#services/eventStore/eventStore.ts'
import type { Logger } from '#services/logging/logger.ts'

interface Opening {
  codec: Pick<EventCodec, 'open'>
  logger: Logger
}

const openOne = async ({ codec, logger }: Opening, stored: StoredEvent): Promise<Recorded<RollcallEvent>[]> => {
  try {
    return await codec.open([stored])
  } catch (error) {
    if (error instanceof CodedError) throw error
    logger.error('The detector passed over an event that cannot be opened', { position: stored.position, error })
    return []
  }
}

/**
 * Opens what can be opened. An event whose key is missing is passed over, so that everybody else is still watched; views
 * park it and say so.
 * @throws CodedError where the store is away: nothing is passed over then.
 */
export const openReadable = async (opening: Opening, stored: StoredEvent[]): Promise<Recorded<RollcallEvent>[]> => {
  if (stored.length === 0) return []
  try {
    return await opening.codec.open(stored)
  } catch (error) {
    if (error instanceof CodedError) throw error
    const opened: Recorded<RollcallEvent>[] = []
    for (const event of stored) opened.push(...(await openOne(opening, event)))
    return opened
  }
}
