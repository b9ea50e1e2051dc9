import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { dropOldFailures, recallFailures, saveFailures } from './failedSignInRows.ts'
import type { Memory } from './memory.ts'
import { recallPeople, savePeople } from './peopleRows.ts'
import { recentFailures } from './recentFailures.ts'
import { peopleIn, type Watched } from './watch.ts'

type Events = readonly Recorded<RollcallEvent>[]

/** What the rules have to know about the people and addresses that the events are of. */
export const recall = async (writer: Queryable, events: Events): Promise<Memory> => {
  const [people, known] = await Promise.all([recallPeople(writer, peopleIn(events)), recallFailures(writer, events)])
  const failures = recentFailures()
  for (const failure of known) failures.add(failure)
  return { people, failures }
}

/** Until the transaction ends no key is destroyed: a memory that is saved meanwhile would stay behind. */
const holdKeys = async (connection: Queryable): Promise<void> => {
  await connection.query('select from forgettings for share')
}

/**
 * Runs in the transaction that moves the checkpoint, so that neither is ever ahead of the other. Of people whose key is
 * gone nothing is remembered.
 */
export const saveMemory = async (
  connection: Queryable,
  { changed, failed }: Pick<Watched, 'changed' | 'failed'>,
  events: Events,
): Promise<void> => {
  await holdKeys(connection)
  await savePeople(connection, changed)
  await saveFailures(connection, failed)
  await dropOldFailures(connection, events)
}

export const forgetMemory = async (connection: Queryable): Promise<void> => {
  await connection.query('delete from last_sign_ins')
  await connection.query('delete from failed_sign_ins')
}
