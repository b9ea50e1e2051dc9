import { viewNames } from '../views.ts'

/** How parked events are taken up again: by a request, or by a command that makes the whole view anew. */
export type Remedy = { by: 'request' } | { by: 'command'; command: string }
/** Null: no reader of the log has this name. */
export type RetryOf = (reader: string) => Remedy | null

export interface OtherReaders {
  /** Those that try their parked events again. */
  retrying: readonly string[]
  /** Those that are made anew with all views. */
  rebuilt: readonly string[]
}

/**
 * Rows of a view show the events in order, so none can be put in later. Another reader may bear an event that comes after
 * later ones.
 */
export const retryOf =
  ({ retrying, rebuilt }: OtherReaders): RetryOf =>
  (reader) => {
    if (retrying.includes(reader)) return { by: 'request' }
    if (rebuilt.includes(reader)) return { by: 'command', command: 'rollcall rebuild' }
    return viewNames.some((name) => name === reader) ? { by: 'command', command: `rollcall rebuild ${reader}` } : null
  }
