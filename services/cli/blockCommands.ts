import type { Command } from 'commander'
import type { Block } from '#events/tenant/blocks.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import { because, commandOrigin, tenantNamed, withTenants } from './withTenants.ts'

const lineOf = ({ blockId, kind, value, until, reason }: Block): string =>
  [blockId, kind, value, `until ${until}`, reason ?? ''].join('\t')

/** `rollcall block …`: what is blocked, and lifting it, where nobody who could lift it on the page gets in any more. */
export const addBlockCommands = (program: Command, surroundings: Surroundings): void => {
  const { say } = surroundings
  const block = program.command('block').description('List and lift what is blocked in a tenant')

  block
    .command('list')
    .description('Blocks in force: id, kind, value, end and reason, separated by tabs')
    .requiredOption('--tenant <slug>', 'short name of the tenant')
    .action(({ tenant: slug }: { tenant: string }) =>
      withTenants(surroundings, async (tenants) => {
        const { tenantId } = await tenantNamed(tenants, slug)
        const blocks = await tenants.commands.blocksOf(tenantId)
        for (const one of blocks) say(lineOf(one))
        if (blocks.length === 0) say(`Nothing is blocked in ${slug}.`)
      }),
    )

  block
    .command('lift <id>')
    .description('Let people sign in again that way; running processes notice at once')
    .requiredOption('--tenant <slug>', 'short name of the tenant')
    .option('--reason <text>', 'kept with the event for colleagues and auditors')
    .action((blockId: string, { tenant: slug, reason }: { tenant: string; reason?: string }) =>
      withTenants(surroundings, async (tenants) => {
        const { tenantId } = await tenantNamed(tenants, slug)
        const { reason: why, ticket } = because(reason)
        const asked = { tenantId, blockId: blockId.toLowerCase(), reason: why, ticket }
        await tenants.commands.removeBlock(asked, commandOrigin(surroundings))
        say('The block is lifted.')
      }),
    )
}
