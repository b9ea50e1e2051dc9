import type { Position } from '#events/envelope.ts'
import { PartitionsMoved } from '#services/feed/eventFeed.ts'
import type { PartitionPosition } from '#services/feed/partitions.ts'
import type { ReadMark } from '#services/eventStore/readMark.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { viewNames } from '../views.ts'

/** The views stand at different positions: one is new, or was restored from elsewhere. */
export class ViewsApart extends Error {
  constructor() {
    super('The views do not all stand at the same position; rebuild them')
    this.name = 'ViewsApart'
  }
}

/** How far the views have read a partition. */
export type PartitionMark = PartitionPosition & ReadMark

interface Row extends PartitionPosition {
  eventId: string | null
  eventPosition: Position
}

const oneMark = (rows: readonly Row[]): PartitionMark => {
  const [first] = rows
  if (first === undefined) throw new PartitionsMoved()
  if (rows.some(({ position }) => position !== first.position)) throw new ViewsApart()
  const { partition, position, eventId: id, eventPosition } = first
  return { partition, position, event: id === null ? null : { id, position: eventPosition } }
}

const byPartition = (rows: readonly Row[]): PartitionMark[] =>
  [...Map.groupBy(rows, ({ partition }) => partition).values()].map(oneMark)

const columns = 'partition, position, event_id as "eventId", event_position as "eventPosition"'
const allCheckpoints = `select ${columns} from view_checkpoints order by partition, view`

/** How far the views have read each partition, in the order of the partitions. @throws ViewsApart */
export const readCheckpoints = async (database: Queryable): Promise<PartitionMark[]> =>
  byPartition((await database.query<Row>(allCheckpoints)).rows)

/** Like `readCheckpoints`, and locks them until the transaction ends. @throws ViewsApart */
export const lockCheckpoints = async (database: Queryable): Promise<PartitionMark[]> =>
  byPartition((await database.query<Row>(`${allCheckpoints} for update`)).rows)

/** How far the views have read a partition. @throws ViewsApart, PartitionsMoved */
export const readCheckpoint = async (database: Queryable, partition: number): Promise<ReadMark> => {
  const { rows } = await database.query<Row>(
    `select ${columns} from view_checkpoints where partition = $1 order by view`,
    [partition],
  )
  return oneMark(rows)
}

/**
 * How far the views have read a partition, locked until the transaction ends, so that only one projector or rebuild at a
 * time moves the views.
 * @throws ViewsApart, PartitionsMoved
 */
export const lockCheckpoint = async (database: Queryable, partition: number): Promise<Position> => {
  const { rows } = await database.query<Row>({
    name: 'lock-checkpoint',
    text: `select ${columns} from view_checkpoints where partition = $1 order by view for update`,
    values: [partition],
  })
  return oneMark(rows).position
}

export const saveCheckpoint = async (
  database: Queryable,
  { partition, position, event }: PartitionMark,
  views: readonly string[] = viewNames,
): Promise<void> => {
  await database.query({
    name: 'save-checkpoint',
    text: `insert into view_checkpoints (view, partition, position, event_id, event_position)
           select view, $1, $2, $3, $4 from unnest($5::text[]) view
           on conflict (view, partition) do update set position = excluded.position, event_id = excluded.event_id,
             event_position = excluded.event_position`,
    values: [partition, position, event?.id ?? null, event?.position ?? 0, views],
  })
}
