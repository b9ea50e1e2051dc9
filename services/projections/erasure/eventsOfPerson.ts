import type { Position } from '#events/envelope.ts'
import { fold } from '#events/filter/fold.ts'
import { effectiveTypes } from '#events/session/endings.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'
import { type ViewCodec, viewEvents } from '../live/projectEvents.ts'
import type { ForgottenPerson } from './forgottenPeople.ts'

interface Line {
  number: number
  position: Position
}

/** What the rows of a person follow from, as it can be read now. */
export interface EventsOfPerson {
  /** The events about the person, each with its number in the tenant's log. */
  own: readonly { number: number; event: ViewEvent }[]
  /** Those, and the tenant-wide ones that may have ended the person's sessions; in the order of the log. */
  all: readonly ViewEvent[]
}

/** Whatever a person's key seals names the person in its data, so the log's lines of the person are all there is. */
const linesOfPerson = async (database: Queryable, { tenantId, userId }: ForgottenPerson): Promise<Line[]> => {
  const statement = 'select number, position from session_log where tenant_id = $1 and user_id = $2 order by number'
  return (await database.query<Line>(statement, [tenantId, userId])).rows
}

const tenantWideEndings = async (database: Queryable, { tenantId }: ForgottenPerson): Promise<Position[]> => {
  const statement = `select position from session_log where tenant_id = $1 and type = any ($2) and user_id is null`
  const { rows } = await database.query<Pick<Line, 'position'>>(statement, [tenantId, effectiveTypes.map(fold)])
  return rows.map(({ position }) => position)
}

const readTogether = 5_000

const readEvents = async (
  { log, codec }: { log: Pick<EventLog, 'readAt'>; codec: ViewCodec },
  positions: readonly Position[],
): Promise<ViewEvent[]> => {
  const events: ViewEvent[] = []
  for (let from = 0; from < positions.length; from += readTogether)
    events.push(...(await viewEvents(codec, await log.readAt(positions.slice(from, from + readTogether)))))
  return events
}

export const eventsOfPerson = async (
  database: Queryable,
  needs: { log: Pick<EventLog, 'readAt'>; codec: ViewCodec },
  person: ForgottenPerson,
): Promise<EventsOfPerson> => {
  const lines = await linesOfPerson(database, person)
  const numbers = new Map(lines.map(({ number, position }) => [position, number]))
  const positions = [...numbers.keys(), ...(await tenantWideEndings(database, person))].sort(
    (one, other) => one - other,
  )
  const all = await readEvents(needs, positions)
  const own = all.flatMap((event) => {
    const number = numbers.get(event.position)
    return number === undefined ? [] : [{ number, event }]
  })
  return { own, all }
}
