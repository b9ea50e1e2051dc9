import type { Position } from '#events/envelope.ts'
import { fold } from '#events/filter/fold.ts'
import { effectiveTypes } from '#events/session/endings.ts'
import { anomalyStream, sessionStream, tenantStream, userStream } from '#events/streams.ts'
import type { EventLog, StoredEvent } from '#services/eventStore/eventStore.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'
import { type ViewCodec, viewEvents } from '../live/projectEvents.ts'
import { loadLastLines } from '../sessionLog/loadLastLines.ts'
import type { ForgottenPerson } from './forgottenPeople.ts'

export interface EventSources {
  log: Pick<EventLog, 'readAt' | 'readStream'>
}

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
  { log, codec }: EventSources & { codec: ViewCodec },
  positions: readonly Position[],
): Promise<ViewEvent[]> => {
  const events: ViewEvent[] = []
  for (let from = 0; from < positions.length; from += readTogether)
    events.push(...(await viewEvents(codec, await log.readAt(positions.slice(from, from + readTogether)))))
  return events
}

/**
 * Lines that retention took from the list name nobody any more. What the rows that are left follow from stands in the streams of the
 * person, of the sessions and anomalies that are listed, and of the tenant.
 */
const inStreams = async (
  database: Queryable,
  { log }: EventSources,
  { tenantId, userId }: ForgottenPerson,
): Promise<Position[]> => {
  const { rows } = await database.query<{ sessions: string[]; anomalies: string[] }>(
    `select array(select session_id::text from session_list where tenant_id = $1 and user_id = $2) as sessions,
       array(select anomaly_id::text from anomaly_list where tenant_id = $1 and user_id = $2) as anomalies`,
    [tenantId, userId],
  )
  const { sessions, anomalies } = rows[0]!
  const own = [
    userStream(tenantId, userId),
    ...sessions.map((id) => sessionStream(tenantId, id)),
    ...anomalies.map((id) => anomalyStream(tenantId, id)),
  ]
  const found: Pick<StoredEvent, 'position'>[] = []
  for (const stream of own) found.push(...(await log.readStream(stream)))
  const ofTenant = await log.readStream(tenantStream(tenantId))
  found.push(...ofTenant.filter(({ type }) => effectiveTypes.some((each) => each === type)))
  // What the views have not read yet has no line yet.
  const [last] = await loadLastLines(database, new Set([tenantId]))
  return found.map(({ position }) => position).filter((position) => position <= (last?.position ?? 0))
}

/** `isRetired`: retention has taken something from the tenant's views. */
export const eventsOfPerson = async (
  database: Queryable,
  needs: EventSources & { codec: ViewCodec },
  person: ForgottenPerson,
  isRetired: boolean,
): Promise<EventsOfPerson> => {
  const lines = await linesOfPerson(database, person)
  const numbers = new Map(lines.map(({ number, position }) => [position, number]))
  const wide = await tenantWideEndings(database, person)
  const elsewhere = isRetired ? await inStreams(database, needs, person) : []
  const positions = [...new Set([...numbers.keys(), ...wide, ...elsewhere])].sort((one, other) => one - other)
  const all = await readEvents(needs, positions)
  const own = all.flatMap((event) => {
    const number = numbers.get(event.position)
    return number === undefined ? [] : [{ number, event }]
  })
  return { own, all }
}
