import type { Position } from '#events/envelope.ts'
import type { EventLog, StoredEvent } from '#services/eventStore/eventStore.ts'
import type { Snapshot } from '../queries/snapshot.ts'
import type { LineReading, NumberedEvent } from './eventsOfLines.ts'
import { readableEvents } from './readableEvent.ts'

/** An entry that has left the log's list has left its number there. */
const noNumber = 0
const readTogether = 500

export interface RetiredReading extends LineReading {
  log: Pick<EventLog, 'readAt' | 'readStream'>
}

/** Where a tenant's list of entries begins. Null: nothing has left it. */
export const listBegins = async (snapshot: Snapshot, tenantId: string): Promise<Position | null> => {
  const { rows } = await snapshot.query<{ number: number; position: Position }>(
    'select number, position from session_log where tenant_id = $1 order by number limit 1',
    [tenantId],
  )
  const [first] = rows
  return first === undefined || first.number === 1 ? null : first.position
}

const before = async (
  log: RetiredReading['log'],
  stream: string,
  position: Position,
  read: readonly StoredEvent[] = [],
): Promise<readonly StoredEvent[]> => {
  const more = await log.readStream(stream, read.length, readTogether)
  const early = more.filter((event) => event.position < position)
  const all = [...read, ...early]
  return early.length < readTogether ? all : before(log, stream, position, all)
}

/** The events of these streams before a position, in the order of the log. They are read from the log itself, which keeps them. */
export const retiredEvents =
  ({ log, codec }: RetiredReading) =>
  async (streams: readonly string[], position: Position): Promise<NumberedEvent[]> => {
    const stored = (await Promise.all(streams.map((stream) => before(log, stream, position)))).flat()
    const inOrder = stored.toSorted((one, other) => one.position - other.position)
    return (await readableEvents(codec, inOrder)).map((readable) => ({ ...readable, number: noNumber }))
  }
