import type { Databases } from '#services/postgres/databases.ts'
import type { Connection } from '#services/postgres/pool.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { fillVocabulary } from './fillVocabulary.ts'

/** How many log entries a session has. */
export const entriesPerSession = 10

/**
 * Rows as years of the demo's traffic would leave them: a tenth of the sessions is live, people come back, a person stays in a
 * country, a country has its own networks and addresses, and what a device is decides its system, browser and app.
 */
const sessions = `
  with drawn as (
    select n, random() r1, random() r2, random() r3, random() r4, random() r5, random() r6, random() r7
    from generate_series(1, $2::int) n
  ), person as (
    select *, floor(greatest($2::int / 10, 20) * power(r1, 1.5))::int as who
    from drawn
  ), placed as (
    select *,
      (array['ada','mateo','yuki','priya','omar','lena','ivan','chloe','kofi','sofia','noah','mei'])[1 + who % 12] as first_name,
      (array['chen','garcia','tanaka','sharma','haddad','weber','petrov','martin','mensah','rossi'])[1 + (who / 12) % 10]
        || case when who >= 120 then 'son' || (who / 120) % 300 else '' end as last_name,
      floor(40 * power(abs(hashint4(case when r2 < 0.9 then who else n end)) / 2147483648.0, 3))::int as land
    from person
  ), equipped as (
    select *, 'm' || who || '.' || first_name || '@acme.test' as email,
      chr(97 + land / 26) || chr(97 + (land * 7) % 26) as country,
      case when r3 < 0.40 then array['desktop','chrome 14' || n % 6,'chrome','windows 11','windows','web']
           when r3 < 0.52 then array['desktop','edge 14' || n % 6,'edge','windows 11','windows','web']
           when r3 < 0.62 then array['desktop','safari 19','safari','macos 16','macos','web']
           when r3 < 0.66 then array['desktop','firefox 13' || n % 6,'firefox','ubuntu','ubuntu','web']
           when r3 < 0.82 then array['mobile','chrome 14' || n % 6,'chrome','android 1' || 3 + n % 4,'android','web']
           when r3 < 0.90 then array['mobile','safari 19','safari','ios 2' || n % 3,'ios','web']
           when r3 < 0.96 then array['app',null,null,'ios 2' || n % 3,'ios','phone']
           when r3 < 0.985 then array['tablet','safari 19','safari','ipados 20','ipados','web']
           when r3 < 0.998 then array['terminal',null,null,null,null,'cli']
           else array['robot','headlesschrome 140','headlesschrome','linux','linux','cli'] end as device,
      n < $2::int * 0.15 and n % 3 <> 0 as live,
      now() - interval '1 minute' * (1 + r4) - interval '180 days' * n / $2::int as started
    from placed
  ), lived as (
    select *, case when live then greatest(started, now() - interval '12 hours' * r5 * r5)
      else least(started + interval '9 hours' * r5 * r5, now() - interval '1 minute') end as active,
      case when live then 'active' when r6 < 0.5 then 'expired' when r6 < 0.95 then 'loggedOut' else 'revoked' end as state,
      land || ' isp ' || floor(9 * r7 * r7) as operator, country || ' city ' || floor(14 * r6 * r7) as town,
      ((4 + land * 5) || '.' || floor(60 * r7) || '.' || n % 199 || '.' || (who % 250 + 1))::inet as address,
      case when r2 < 0.985 then 0 else 25 * (1 + n % 4) end as danger
    from equipped
  )
  insert into session_list select $1::uuid,
    overlay(lpad(to_hex((extract(epoch from started) * 1000)::bigint), 12, '0')
      || '7' || substr(md5(n || $1::uuid::text), 1, 19) placing '8' from 17 for 1)::uuid,
    n, lpad(to_hex(who), 32, '0')::uuid, json_build_object('email', email, 'name', initcap(first_name || ' ' || last_name)),
    state, started, active, active + interval '7 days', started + interval '30 days', 604800, 2592000,
    case when not live then active + interval '1 minute' end,
    case state when 'expired' then 'idle' when 'loggedOut' then 'person' when 'revoked' then 'operation' end,
    case state when 'revoked' then 'A laptop was lost' end, null,
    case state when 'active' then null when 'loggedOut' then 'user' else 'system' end,
    case state when 'active' then null when 'loggedOut' then lpad(to_hex(who), 32, '0')::uuid::text else 'sweeper' end,
    device[6], array['pwd'], started,
    json_build_object('id', null, 'name', null, 'type', device[1], 'browser', initcap(device[2]), 'os', initcap(device[4]), 'fingerprint', null),
    seen.at, seen.at, floor(r5 * 40)::int, '[]', 4, null,
    email, first_name || ' ' || last_name, device[6], device[1], null, device[2], device[3], device[4], device[5],
    address, operator, country, country || ' region', town, array['pwd'], '{}', danger,
    case when live then least(active + interval '7 days', started + interval '30 days') end, null, null,
    json_build_array(json_build_object('method', 'pwd', 'at', started))
  from lived, lateral (select json_build_object('ip', host(address),
    'network', json_build_object('kind', 'operator', 'name', operator),
    'place', json_build_object('country', upper(country), 'region', null, 'city', initcap(town), 'lat', 52.5, 'lon', 13.4,
      'accuracyKm', 20, 'source', 'dbip')) at) seen`

/** Most entries are refreshes and activity; a few types come once in thousands or less. One admin ends sessions of all others. */
const entries = `
  insert into session_log select $1::uuid, n, n, now() - interval '180 days' * ($2::int * ${entriesPerSession} - n) / ($2::int * ${entriesPerSession}),
    lpad(to_hex(n), 32, '0')::uuid,
    case when n % 50000 = 7 then 'memberrolechanged' when n % 1000 = 13 then 'sessionrevoked' when n % 2000 = 11 then 'anomalyraised' when n % 100 = 3 then 'loginfailed'
      when n % 10 = 0 then 'sessionstarted' when n % 10 = 1 then 'sessionexpired' when n % 10 < 6 then 'sessionactivityrecorded'
      else 'sessionrefreshed' end,
    lpad(to_hex(n / 10), 32, '0')::uuid, lpad(to_hex(who), 32, '0')::uuid,
    case n % 1000 when 13 then 'admin' else 'user' end, lpad(to_hex(case n % 1000 when 13 then 3 else who end), 32, '0')::uuid::text, n % 100 <> 3, case when n % 100 = 3 then 'wrong-password' end,
    'c' || n, 'web', 'desktop', null, 'chrome 14' || n % 6, 'chrome', 'windows 11', 'windows',
    ((4 + n % 200) || '.' || n % 60 || '.' || n % 199 || '.1')::inet, 'isp ' || n % 9,
    chr(97 + n % 2) || chr(97 + n % 23), null, 'city ' || n % 500
  from (select n, (n / 10) % greatest($2::int / 10, 20) as who from generate_series(1, $2::int * ${entriesPerSession}) n offset 0) numbered`

const activity = `
  insert into session_activity select tenant_id, session_id, status = 'active', last_active_at, lapses_at, refreshes
  from session_list where tenant_id = $1`

const people = `
  insert into user_overview (tenant_id, user_id, email, name, status, roles, registered_at, last_sign_in_at, live, past, failures,
    devices, places, hours, anomalies, position, user_email, user_name, countries, anomaly_terms, risk, factors)
  select tenant_id, user_id, min(user_email), initcap(min(user_name)), 'active', array['member'], min(started_at), max(started_at),
    count(*) filter (where status = 'active'), count(*) filter (where status <> 'active'), 0, '[]', '[]', '[]', '[]', 1,
    min(user_email), min(user_name), '{}', '{}', max(risk), '[]'
  from session_list where tenant_id = $1 group by tenant_id, user_id`

/** The counters that the projector keeps beside the rows. */
const counters = `
  insert into live_distribution
  select tenant_id, facet, value, count(*), count(*) filter (where status = 'active'), lower(value)
  from session_list, lateral (values ('all', ''), ('status', status), ('deviceType', device_type), ('browser', browser_family),
    ('os', os_family), ('country', upper(country)), ('client', app)) counted (facet, value)
  where tenant_id = $1 and value is not null group by tenant_id, facet, value`

export interface FilledTenant {
  tenantId: string
  sessions: number
}

const tables = ['session_list', 'session_activity', 'session_log', 'vocabulary', 'user_overview', 'live_distribution']

/** Fills the tables of views as a rebuild does: rows first, then the key and the indexes. */
const fill = async (connection: Connection, tenants: readonly FilledTenant[]): Promise<void> => {
  await connection.query(`select setseed(0.5)`)
  for (const table of tables) {
    await connection.query(`drop table ${table}`)
    await connection.query('select create_view_table($1, $2)', ['public', table])
  }
  for (const tenant of tenants) {
    for (const statement of [sessions, entries]) await connection.query(statement, [tenant.tenantId, tenant.sessions])
    for (const statement of [activity, people, counters]) await connection.query(statement, [tenant.tenantId])
    await fillVocabulary(connection, tenant.tenantId)
  }
  await connection.query(`set local maintenance_work_mem = '512MB'`)
  const { rows } = await connection.query<{ statement: string }>(
    `select statement from unnest($1::text[]) name cross join lateral view_table_indexes('public', name) statement`,
    [tables],
  )
  for (const { statement } of rows) await connection.query(statement)
  for (const table of tables) await connection.query('select secure_view_table($1, $2)', ['public', table])
}

/** Gives tenants a history straight in the tables of views: there is no log behind it. */
export const fillHistory = async ({ owner }: Databases, tenants: readonly FilledTenant[]): Promise<void> => {
  await transaction(owner, (connection) => fill(connection, tenants))
  await owner.query(`vacuum analyze ${tables.join(', ')}`)
}
