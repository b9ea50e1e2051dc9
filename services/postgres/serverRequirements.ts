import type { Queryable } from './queryable.ts'

const oldestVersion = 150_000
/** When one of these is off, a crash may lose an acknowledged event. */
const durability = ['fsync', 'synchronous_commit', 'full_page_writes'] as const

/**
 * @throws Error that names the setting with which this server could lose acknowledged events, or says that it is too
 * old
 */
export const checkServerRequirements = async (database: Queryable): Promise<void> => {
  const { rows } = await database.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [[...durability, 'server_version_num', 'server_version']],
  )
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]))
  if (Number(settings.get('server_version_num')) < oldestVersion)
    throw new Error(`PostgreSQL ${settings.get('server_version')} is too old: server_version must be 15 or newer`)
  for (const name of durability)
    if (settings.get(name) === 'off')
      throw new Error(`PostgreSQL setting ${name} is off: acknowledged events could be lost. Turn ${name} on`)
}
