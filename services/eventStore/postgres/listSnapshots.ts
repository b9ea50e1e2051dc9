import type { Queryable } from '#services/postgres/queryable.ts'
import type { SnapshotOf } from '../snapshots.ts'

const pageRows = 500

/** Yields every snapshot, in order of its key. */
export async function* listSnapshots(writer: Queryable): AsyncGenerator<SnapshotOf> {
  for (let after: SnapshotOf | undefined; ;) {
    const { rows }: { rows: SnapshotOf[] } = await writer.query<SnapshotOf>(
      `select tenant_id as "tenantId", stream, kind, version from stream_snapshots
       where $1::uuid is null or (tenant_id, stream, kind) > ($1, $2, $3)
       order by tenant_id, stream, kind limit ${pageRows}`,
      after === undefined ? [null, null, null] : [after.tenantId, after.stream, after.kind],
    )
    yield* rows
    after = rows.at(-1)
    if (rows.length < pageRows) return
  }
}

/** Deletes all snapshots. The next command on such a stream makes a new one. */
export const dropSnapshots = async (writer: Queryable): Promise<void> => {
  await writer.query('delete from stream_snapshots')
}
