import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { countedAs, type FailedSignIn } from './failedSignIn.ts'
import { mostRemembered, windowSeconds } from './recentFailures.ts'

type Event = Recorded<RollcallEvent>

/** Twice the window, so that clocks of several processes and the order of deliveries make no difference. */
const keptSeconds = 2 * windowSeconds
/** Of one tenant. Whoever makes up people and addresses makes no more rows than these. */
const mostRows = 20_000

const columns = `f.tenant_id as "tenantId", f.position, f.at, f.event_id as "eventId", f.user_id as "userId", f.named, f.address`

/** The newest refusals that sign-ins among the events may be compared with, in log order. */
export const recallFailures = async (writer: Queryable, events: readonly Event[]): Promise<FailedSignIn[]> => {
  const started = events.filter((event) => event.type === 'SessionStarted')
  if (started.length === 0) return []
  const { rows } = await writer.query<FailedSignIn>({
    name: 'detector_recall_failures',
    text: `with asked as (
             select tenant_id, user_id, address, min(at) - make_interval(secs => $5) as since
             from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) as given (tenant_id, user_id, address, at)
             group by tenant_id, user_id, address
           )
           select ${columns} from asked cross join lateral (
             select * from failed_sign_ins of_person
             where of_person.tenant_id = asked.tenant_id and of_person.user_id = asked.user_id and of_person.at >= asked.since
             order by position desc limit $6
           ) f
           union
           select ${columns} from asked cross join lateral (
             select * from failed_sign_ins from_there
             where from_there.tenant_id = asked.tenant_id and from_there.address = asked.address and from_there.at >= asked.since
             order by position desc limit $6
           ) f
           order by position`,
    values: [
      started.map(({ tenantId }) => tenantId),
      started.map(({ data }) => data.userId),
      started.map(({ context }) => countedAs(context?.ip)),
      started.map(({ at }) => at),
      windowSeconds,
      mostRemembered,
    ],
  })
  return rows
}

/** Runs in the transaction that moves the checkpoint. Keys are held. */
export const saveFailures = async (connection: Queryable, failed: readonly FailedSignIn[]): Promise<void> => {
  if (failed.length === 0) return
  await connection.query({
    name: 'detector_save_failures',
    text: `insert into failed_sign_ins (tenant_id, position, at, event_id, user_id, named, address)
           select given.* from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::uuid[], $5::uuid[], $6::text[], $7::text[])
             as given (tenant_id, position, at, event_id, user_id, named, address)
           where not exists (select from forgotten_people f where f.tenant_id = given.tenant_id and f.user_id = given.user_id)
           on conflict do nothing`,
    values: [
      failed.map(({ tenantId }) => tenantId),
      failed.map(({ position }) => position),
      failed.map(({ at }) => at),
      failed.map(({ eventId }) => eventId),
      failed.map(({ userId }) => userId),
      failed.map(({ named }) => named),
      failed.map(({ address }) => address),
    ],
  })
}

/** The time of each tenant's newest event. */
const newestOf = (events: readonly Event[]): Map<string, string> =>
  new Map(events.map(({ tenantId, at }) => [tenantId, at]))

/** Drops what no sign-in can be compared with any more, of the tenants whom the events are of. Time is that of the log. */
export const dropOldFailures = async (connection: Queryable, events: readonly Event[]): Promise<void> => {
  const newest = newestOf(events)
  await connection.query({
    name: 'detector_drop_failures',
    text: `with seen as materialized (
             select tenant_id, at - make_interval(secs => $3) as since, (
               select position from failed_sign_ins f where f.tenant_id = given.tenant_id
               order by position desc offset $4 limit 1
             ) as beyond
             from unnest($1::uuid[], $2::timestamptz[]) as given (tenant_id, at)
           )
           delete from failed_sign_ins f using seen
           where f.tenant_id = seen.tenant_id and (f.at < seen.since or f.position <= seen.beyond)`,
    values: [[...newest.keys()], [...newest.values()], keptSeconds, mostRows],
  })
}
