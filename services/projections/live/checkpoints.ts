import type { Position } from '#events/envelope.ts'
import { PartitionsMoved } from '#services/feed/eventFeed.ts'
import type { PartitionPosition } from '#services/feed/partitions.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { viewNames } from '../views.ts'

/** The views stand at different positions: one is new, or was restored from elsewhere. */
export class ViewsApart extends Error {
  constructor() {
    super('The views do not all stand at the same position; rebuild them')
    this.name = 'ViewsApart'
  }
}

const onePosition = (rows: readonly { position: Position }[]): Position => {
  const positions = new Set(rows.map(({ position }) => position))
  if (positions.size > 1) throw new ViewsApart()
  const [position] = positions
  if (position === undefined) throw new PartitionsMoved()
  return position
}

const byPartition = (rows: readonly PartitionPosition[]): PartitionPosition[] =>
  [...Map.groupBy(rows, ({ partition }) => partition)].map(([partition, ofIt]) => ({
    partition,
    position: onePosition(ofIt),
  }))

const allCheckpoints = 'select partition, position from view_checkpoints order by partition, view'

/** How far the views have read each partition, in the order of the partitions. @throws ViewsApart */
export const readCheckpoints = async (database: Queryable): Promise<PartitionPosition[]> =>
  byPartition((await database.query<PartitionPosition>(allCheckpoints)).rows)

/** Like `readCheckpoints`, and locks them until the transaction ends. @throws ViewsApart */
export const lockCheckpoints = async (database: Queryable): Promise<PartitionPosition[]> =>
  byPartition((await database.query<PartitionPosition>(`${allCheckpoints} for update`)).rows)

/** How far the views have read a partition. @throws ViewsApart, PartitionsMoved */
export const readCheckpoint = async (database: Queryable, partition: number): Promise<Position> => {
  const { rows } = await database.query<{ position: Position }>(
    'select position from view_checkpoints where partition = $1',
    [partition],
  )
  return onePosition(rows)
}

/**
 * Like `readCheckpoint`, and locks it until the transaction ends, so that only one projector or rebuild at a time moves
 * the views.
 * @throws ViewsApart, PartitionsMoved
 */
export const lockCheckpoint = async (database: Queryable, partition: number): Promise<Position> => {
  const { rows } = await database.query<{ position: Position }>({
    name: 'lock-checkpoint',
    text: 'select position from view_checkpoints where partition = $1 order by view for update',
    values: [partition],
  })
  return onePosition(rows)
}

export const saveCheckpoint = async (
  database: Queryable,
  partition: number,
  position: Position,
  views: readonly string[] = viewNames,
): Promise<void> => {
  await database.query({
    name: 'save-checkpoint',
    text: `insert into view_checkpoints (view, partition, position) select view, $1, $2 from unnest($3::text[]) view
           on conflict (view, partition) do update set position = excluded.position`,
    values: [partition, position, views],
  })
}
