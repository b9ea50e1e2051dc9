import type { EventCodec } from '#services/eventStore/eventStore.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { readForgettings } from '../erasure/forgottenPeople.ts'
import type { ViewCodec } from './projectEvents.ts'

export type ProjectorCodec = ViewCodec & Pick<EventCodec, 'forgetKeys' | 'epoch'>

/**
 * To be called in the transaction that writes what events say. When a key was destroyed since the last call, the codec
 * forgets all keys and is in another epoch: what was opened in an earlier one may not be written, for the views may
 * be erased already.
 */
export const freshKeys = (codec: ProjectorCodec) => {
  let known: number | undefined
  return async (connection: Queryable): Promise<void> => {
    const number = await readForgettings(connection)
    if (number !== known) codec.forgetKeys()
    known = number
  }
}
