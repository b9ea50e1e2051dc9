import type { OpenConnections } from '#services/ports/openConnections.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { goneAfterSeconds } from './runningProcesses.ts'

export type ConnectionsByTenant = ReadonlyMap<string, OpenConnections>

const noConnections: OpenConnections = { pages: 0, sockets: 0, streams: 0 }

/** Adds counts of one kind to what is counted. */
export const withCounts = (
  counted: ConnectionsByTenant,
  kind: keyof OpenConnections,
  counts: ReadonlyMap<string, number>,
): ConnectionsByTenant => {
  const more = new Map(counted)
  for (const [tenantId, count] of counts)
    more.set(tenantId, { ...(more.get(tenantId) ?? noConnections), [kind]: count })
  return more
}

const statement = `with given as (
    select * from json_to_recordset($2::json) as g("tenantId" uuid, pages integer, sockets integer, streams integer)
  ), closed as (
    delete from open_connections o where o.process_id = $1 and o.tenant_id <> all (select "tenantId" from given)
      or o.process_id <> $1 and not exists (select from processes p where p.id = o.process_id)
  )
  insert into open_connections (tenant_id, process_id, pages, sockets, streams)
  select "tenantId", $1, pages, sockets, streams from given
  on conflict (tenant_id, process_id) do update set pages = excluded.pages, sockets = excluded.sockets, streams = excluded.streams
  where (open_connections.pages, open_connections.sockets, open_connections.streams)
    is distinct from (excluded.pages, excluded.sockets, excluded.streams)`

/** Says how many connections this process has open, and forgets those of processes that are gone. */
export const sayConnections = async (
  writer: Queryable,
  processId: string,
  connections: ConnectionsByTenant,
): Promise<void> => {
  const rows = [...connections].map(([tenantId, open]) => ({ tenantId, ...open }))
  await writer.query(statement, [processId, JSON.stringify(rows)])
}

/** The open connections of a tenant's people, of all processes that speak. */
export const openConnections =
  (writer: Queryable) =>
  async (tenantId: string): Promise<OpenConnections> => {
    const { rows } = await writer.query<OpenConnections>(
      `select coalesce(sum(o.pages), 0)::int as pages, coalesce(sum(o.sockets), 0)::int as sockets,
         coalesce(sum(o.streams), 0)::int as streams
       from open_connections o join processes p on p.id = o.process_id
       where o.tenant_id = $1 and p.said_at >= now() - make_interval(secs => $2)`,
      [tenantId, goneAfterSeconds],
    )
    return rows[0] ?? noConnections
  }
