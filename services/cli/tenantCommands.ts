import type { Command } from 'commander'
import { systemTenantId } from '#events/streams.ts'
import { operationLog } from '#services/operations/operationLog.ts'
import { suspendTenant } from '#services/operations/suspendTenant.ts'
import type { ViewHandouts } from '#services/projections/viewHandouts.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import type { Tenant } from '#services/ports/identity.ts'
import type { Tenants } from '#services/tenants/tenants.ts'
import { because, commandOrigin, tenantNamed, withTenants } from './withTenants.ts'
import { withViews } from './withViews.ts'

const mostListed = 200

/** Every tenant there is, newest first, without the one of the operators. */
const everyTenant = async ({ directory }: Tenants, { listTenantIds }: ViewHandouts): Promise<Tenant[]> => {
  const found: Tenant[] = []
  let cursor: string | undefined
  do {
    const page = await listTenantIds({ limit: mostListed, cursor })
    const asked = page.items.filter((tenantId) => tenantId !== systemTenantId)
    found.push(...(await Promise.all(asked.map(directory.tenant))).filter((tenant) => tenant !== null))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return found
}

const lineOf = ({ slug, name, suspension }: Tenant, people: number, live: number): string =>
  [
    slug,
    name,
    suspension === null ? 'active' : `suspended since ${suspension.at}`,
    `${people} people`,
    `${live} live sessions`,
  ].join('\t')

/** `rollcall tenant …`: creates, suspends and resumes tenants beside a running Rollcall, which notices at once. */
export const addTenantCommands = (program: Command, surroundings: Surroundings): void => {
  const { say, ambient } = surroundings
  const tenant = program.command('tenant').description('Create tenants, suspend and resume them')
  const reason = ['--reason <text>', 'kept with the event for colleagues and auditors'] as const

  tenant
    .command('add <slug>')
    .description('Create a tenant; people type its short name at sign-in')
    .option('--name <name>', 'name to show; the short name when left out')
    .action((slug: string, { name = slug }: { name?: string }) =>
      withTenants(surroundings, async ({ commands }) => {
        await commands.registerTenant({ slug, name }, commandOrigin(surroundings))
        say(`${slug} is there. Add its first admin: rollcall user add --tenant ${slug} --role admin --email <address>`)
      }),
    )

  tenant
    .command('suspend <slug>')
    .description('End every session of a tenant and refuse sign-in until it is resumed')
    .option(...reason)
    .action((slug: string, options: { reason?: string }) =>
      withTenants(surroundings, (tenants, opened) =>
        withViews(surroundings, opened, async (views) => {
          const { directory, commands } = tenants
          const { tenantId } = await tenantNamed(tenants, slug)
          const suspend = suspendTenant({
            log: operationLog(opened.store, ambient),
            runner: null,
            directory,
            views,
            suspend: commands.suspendTenant,
            ambient,
          })
          const why = { ...because(options.reason), reason: options.reason ?? 'suspended from the command line' }
          const { sessions } = await suspend(tenantId, why, commandOrigin(surroundings))
          say(`${slug} is suspended; ${sessions} sessions have ended, and nobody can sign in.`)
        }),
      ),
    )

  tenant
    .command('resume <slug>')
    .description('Let the people of a suspended tenant sign in again')
    .option(...reason)
    .action((slug: string, options: { reason?: string }) =>
      withTenants(surroundings, async (tenants) => {
        const { tenantId } = await tenantNamed(tenants, slug)
        await tenants.commands.resumeTenant({ tenantId, ...because(options.reason) }, commandOrigin(surroundings))
        say(`The people of ${slug} may sign in again.`)
      }),
    )

  tenant
    .command('list')
    .description('Tenants, newest first: short name, name, state, people and live sessions, separated by tabs')
    .action(() =>
      withTenants(surroundings, (tenants, opened) =>
        withViews(surroundings, opened, async (views) => {
          const found = await everyTenant(tenants, views)
          const use = await views.tenantUse(found.map(({ tenantId }) => tenantId))
          for (const one of found)
            say(lineOf(one, await tenants.countPeople(one.tenantId), use.get(one.tenantId)?.liveSessions ?? 0))
          if (found.length === 0) say('There is no tenant yet.')
        }),
      ),
    )
}
