import type { Command } from 'commander'
import { roles as allRoles, roleSchema, type Role } from '#events/tenant/events.ts'
import { writtenEmail } from '#events/text/emailAddress.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import type { Tenants } from '#services/tenants/tenants.ts'
import { readSettings } from '#services/settings/settings.ts'
import { linkAddress } from '#services/tenants/links/oneTimeLinks.ts'
import { addressOf } from './addressOf.ts'
import { lookalikeWarnings } from './lookalikeWarnings.ts'
import { because, commandOrigin, tenantNamed, withTenants } from './withTenants.ts'

interface OfPerson {
  tenant: string
  email: string
}

const findPerson = async (tenants: Tenants, { tenant, email }: OfPerson) => {
  const { tenantId } = await tenantNamed(tenants, tenant)
  const person = await tenants.directory.personByEmail(tenantId, email)
  if (person === null) throw new CodedError('not-found', { detail: `Nobody in ${tenant} has the address ${email}.` })
  return { tenantId, userId: person.userId }
}

const parseRoles = (text: string): Role[] =>
  text.split(',').map((name) => {
    const role = roleSchema.safeParse(name.trim())
    if (role.success) return role.data
    throw new CodedError('invalid-request', {
      detail: `--role takes one or more of ${allRoles.join(', ')}, separated by commas.`,
    })
  })

const sayOneTime = (say: Surroundings['say'], { tenant, email }: OfPerson, password: string): void => {
  say(`${email} may sign in to ${tenant} once with: ${password}`)
  say('It must be changed at the first sign-in and is not shown again.')
}

/** `rollcall user …`: adds and changes people beside a running Rollcall, which notices at once. */
export const addUserCommands = (program: Command, surroundings: Surroundings): void => {
  const { say } = surroundings
  const user = program.command('user').description('Add people, change what they may do, disable them')
  const about = (name: string, description: string) =>
    user
      .command(name)
      .description(description)
      .requiredOption('--tenant <name>', 'the short name people type at sign-in')
      .requiredOption('--email <address>', 'e-mail address')

  about('add', 'Add a person; prints a one-time password, good for 24 hours')
    .requiredOption('--role <roles>', `${allRoles.join(', ')}; several separated by commas`)
    .option('--name <name>', 'name to show; the address when left out')
    .action(({ tenant, email, role, name }: OfPerson & { role: string; name?: string }) =>
      withTenants(surroundings, async (tenants) => {
        const given = {
          tenantId: (await tenantNamed(tenants, tenant)).tenantId,
          email,
          name: name ?? writtenEmail(email),
          roles: parseRoles(role),
        }
        const { oneTimePassword } = await tenants.commands.addUser(
          { ...given, credential: { kind: 'oneTime' } },
          commandOrigin(surroundings),
        )
        sayOneTime(say, { tenant, email }, oneTimePassword ?? '')
        const warnings = await lookalikeWarnings(tenants.findResemblance, given.tenantId, email)
        warnings.forEach(say)
      }),
    )

  about('invite', 'Invite a person; prints a one-time link, good for 7 days')
    .requiredOption('--role <roles>', `${allRoles.join(', ')}; several separated by commas`)
    .option('--take-over', 'take the address from a disabled person, for good')
    .action(({ tenant, email, role, takeOver = false }: OfPerson & { role: string; takeOver?: boolean }) =>
      withTenants(surroundings, async (tenants, { data }) => {
        const { tenantId } = await tenantNamed(tenants, tenant)
        const invite = { tenantId, email, roles: parseRoles(role), takeOver }
        const { token } = await tenants.commands.inviteUser(invite, commandOrigin(surroundings))
        const url = await addressOf(readSettings(surroundings.environment), data)
        say(`${email} comes in to ${tenant} by this link, once: ${linkAddress(url, 'invite', token)}`)
        const warnings = await lookalikeWarnings(tenants.findResemblance, tenantId, email)
        warnings.forEach((warning) => say(warning))
      }),
    )

  about(
    'password',
    'End all sessions; prints a new one-time password, good for 24 hours, in place of a lost one',
  ).action((options: OfPerson) =>
    withTenants(surroundings, async (tenants) => {
      const person = await findPerson(tenants, options)
      const { oneTimePassword } = await tenants.commands.giveOneTimePassword(person, commandOrigin(surroundings))
      sayOneTime(say, options, oneTimePassword)
    }),
  )

  about('reset-factors', 'End all sessions and take all second factors away, for somebody who has lost them')
    .option('--reason <text>', 'kept with the event for colleagues and auditors')
    .action((options: OfPerson & { reason?: string }) =>
      withTenants(surroundings, async (tenants) => {
        const { factors } = await tenants.commands.resetFactors(
          { ...(await findPerson(tenants, options)), ...because(options.reason) },
          commandOrigin(surroundings),
        )
        say(
          factors === 0
            ? `${options.email} has no second factor.`
            : `${options.email} signs in with the password alone now, or adds a second factor then; every session of that person has ended.`,
        )
      }),
    )

  about('disable', 'Refuse sign-in from now on and end all sessions')
    .option('--reason <text>', 'kept with the event for colleagues and auditors')
    .action((options: OfPerson & { reason?: string }) =>
      withTenants(surroundings, async (tenants) => {
        await tenants.commands.disableUser(
          { ...(await findPerson(tenants, options)), ...because(options.reason) },
          commandOrigin(surroundings),
        )
        say(`${options.email} is disabled; every session of that person has ended.`)
      }),
    )

  about('enable', 'Allow sign-in again')
    .option('--reason <text>', 'kept with the event for colleagues and auditors')
    .action((options: OfPerson & { reason?: string }) =>
      withTenants(surroundings, async (tenants) => {
        await tenants.commands.enableUser(
          { ...(await findPerson(tenants, options)), ...because(options.reason) },
          commandOrigin(surroundings),
        )
        say(`${options.email} may sign in again.`)
      }),
    )

  about('roles', 'Change what a person may do')
    .requiredOption('--role <roles>', `the complete set: ${allRoles.join(', ')}`)
    .option('--reason <text>', 'kept with the event for colleagues and auditors')
    .action((options: OfPerson & { role: string; reason?: string }) =>
      withTenants(surroundings, async (tenants) => {
        const person = await findPerson(tenants, options)
        await tenants.commands.changeRoles(
          { ...person, roles: parseRoles(options.role), ...because(options.reason) },
          commandOrigin(surroundings),
        )
        say(`${options.email} is now ${options.role}.`)
      }),
    )
}
