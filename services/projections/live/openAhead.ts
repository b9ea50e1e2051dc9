import { setImmediate as others } from 'node:timers/promises'
import type { ViewEvent } from '../fold/viewEvent.ts'

/** Opened without a pause: some milliseconds, for which the statements of the batch before have to wait. */
const together = 200

const open = (event: ViewEvent): void => {
  try {
    event.open()
  } catch {
    // The fold opens it again and parks it.
  }
}

/**
 * Opens events before they are folded, while the server stores those before them. Every event is opened sooner or later,
 * for its line in the log.
 */
export const openAhead = async (events: readonly ViewEvent[]): Promise<void> => {
  for (const [index, event] of events.entries()) {
    open(event)
    if (index % together === together - 1) await others()
  }
}
