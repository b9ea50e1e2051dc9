import type { Command } from 'commander'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import { addReaderLogin, listReaderLogins, removeReaderLogin } from '#services/postgres/readerLogins.ts'
import { views } from '#services/projections/views.ts'
import { tenantNamed, withTenants } from './withTenants.ts'

const tables = views.flatMap((view) => view.tables.map(({ name }) => name))

const databaseOf = async ({ owner }: { owner: { query: (text: string) => Promise<{ rows: object[] }> } }) => {
  const { rows } = await owner.query('select current_database() as name')
  return (rows[0] as { name: string }).name
}

/** `rollcall reader-login …`: logins to PostgreSQL that read one tenant's views, for reports by SQL. */
export const addReaderLoginCommands = (program: Command, surroundings: Surroundings): void => {
  const { say, ambient } = surroundings
  const reader = program.command('reader-login').description('Logins to PostgreSQL that read the views of one tenant')

  reader
    .command('add <tenant>')
    .description('Make a login and print its password once')
    .action((slug: string) =>
      withTenants(surroundings, async (tenants, { data: { databases } }) => {
        const { tenantId } = await tenantNamed(tenants, slug)
        const database = await databaseOf(databases)
        const login = `${database}_reader_${ambient.random.id().slice(-12)}`
        const password = ambient.random.bytes(24).toString('base64url')
        await addReaderLogin(databases.owner, { database, login, password, tenantId, tables })
        say(
          `Database: ${database}\nLogin: ${login}\nPassword: ${password}\nIt reads the views of ${slug}, and nothing else.`,
        )
      }),
    )

  reader
    .command('list')
    .description('Logins: name, id of the tenant and when they were made, separated by tabs')
    .action(() =>
      withTenants(surroundings, async (_tenants, { data: { databases } }) => {
        const logins = await listReaderLogins(databases.owner)
        for (const { login, tenantId, madeAt } of logins) say([login, tenantId, madeAt].join('\t'))
        if (logins.length === 0) say('There is no such login.')
      }),
    )

  reader
    .command('remove <login>')
    .description('Take a login away')
    .action((login: string) =>
      withTenants(surroundings, async (_tenants, { data: { databases } }) => {
        const isGone = await removeReaderLogin(databases.owner, await databaseOf(databases), login)
        if (!isGone) throw new Error(`There is no login ${login} of this kind.`)
        say(`${login} is gone.`)
      }),
    )
}
