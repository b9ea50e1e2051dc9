import type { Position } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** How far the log was copied to a topic. */
export interface RelayProgress {
  origin: string
  position: Position
  /** Position of each tenant's last event that was copied. */
  tenants: Map<string, Position>
}

/** A later relay has taken over. */
export class RelayFenced extends Error {
  constructor() {
    super('A later relay is at work')
    this.name = 'RelayFenced'
  }
}

/** The origin of this topic's messages has changed while this relay ran. */
export class OriginChanged extends Error {
  constructor() {
    super('The log is copied under another name from now on')
    this.name = 'OriginChanged'
  }
}

/**
 * Draws a new origin, because the topic's messages so far come from a log that no longer exists, and moves the
 * checkpoint back to `head` if it is beyond. `known`: the origin that the caller saw; if another process has replaced
 * it already, nothing changes.
 */
export const renewOrigin = async (writer: Queryable, topic: string, head: Position, known?: string): Promise<void> => {
  await writer.query(
    `update relay_progress set origin = gen_random_uuid(), position = least(position, $2)
     where topic = $1 and ($3::uuid is null or origin = $3)`,
    [topic, head, known ?? null],
  )
}

/** The origin that valid messages of this topic have. */
export const readOrigin = async (writer: Queryable, topic: string): Promise<string> => {
  await writer.query('insert into relay_progress (topic, position, fence) values ($1, 0, 0) on conflict do nothing', [
    topic,
  ])
  const { rows } = await writer.query<{ origin: string }>('select origin from relay_progress where topic = $1', [topic])
  return rows[0]!.origin
}

/**
 * Takes over as the relay: from now on no relay with a lower fence can save.
 * @throws RelayFenced when a relay with a higher fence took over before
 */
export const takeOver = async (writer: Queryable, topic: string, fence: number): Promise<RelayProgress> => {
  const { rows } = await writer.query<Omit<RelayProgress, 'tenants'>>(
    `insert into relay_progress as progress (topic, position, fence) values ($1, 0, $2)
     on conflict (topic) do update set fence = excluded.fence where progress.fence <= excluded.fence
     returning origin, position`,
    [topic, fence],
  )
  if (rows[0] === undefined) throw new RelayFenced()
  const known = await writer.query<{ tenantId: string; position: Position }>(
    'select tenant_id as "tenantId", position from relay_tenants where topic = $1',
    [topic],
  )
  return { ...rows[0], tenants: new Map(known.rows.map(({ tenantId, position }) => [tenantId, position])) }
}

export interface Relayed {
  topic: string
  fence: number
  origin: string
  position: Position
  /** The tenants whose events are among those copied. */
  tenants: ReadonlyMap<string, Position>
}

/** Remembers what the brokers have acknowledged. @throws RelayFenced, OriginChanged */
export const saveProgress = async (
  writer: Queryable,
  { topic, fence, origin, position, tenants }: Relayed,
): Promise<void> => {
  const { rowCount } = await writer.query({
    name: 'relay_save_progress',
    text: `with saved as (
             update relay_progress set position = $3 where topic = $1 and fence = $2 and origin = $6 returning topic
           ),
           moved as (
             insert into relay_tenants (tenant_id, topic, position)
             select given.tenant_id, saved.topic, given.position
             from saved cross join unnest($4::uuid[], $5::bigint[]) as given (tenant_id, position)
             on conflict (tenant_id, topic) do update set position = excluded.position
           )
           select from saved`,
    values: [topic, fence, position, [...tenants.keys()], [...tenants.values()], origin],
  })
  if (rowCount === 1) return
  throw (await readOrigin(writer, topic)) === origin ? new RelayFenced() : new OriginChanged()
}
