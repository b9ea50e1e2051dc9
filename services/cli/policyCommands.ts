import type { Command } from 'commander'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { operationLog } from '#services/operations/operationLog.ts'
import { adminsShutOut } from '#services/operations/policy/adminsShutOut.ts'
import { changePolicy } from '#services/operations/policy/changePolicy.ts'
import { type PolicyPreview, previewPolicy } from '#services/operations/policy/previewPolicy.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import type { Tenants } from '#services/tenants/tenants.ts'
import { differences, readPolicyFile } from './policyFile.ts'
import { commandOrigin, tenantNamed, withTenants } from './withTenants.ts'
import { type Opened, withViews } from './withViews.ts'

interface Options {
  tenant: string
}
interface ApplyOptions extends Options {
  yes?: boolean
  reason?: string
  ticket?: string
  shutAdminsOut?: boolean
}

/** As `diff` and other planning tools have it: there is something to change. */
const pending = 2

interface Planned {
  tenantId: string
  version: number
  policy: Policy
  lines: string[]
  preview: PolicyPreview
  shutsAdminsOut: boolean
}

type Parts = Parameters<typeof changePolicy>[0] & Parameters<typeof previewPolicy>[0]

const withParts = <Result>(
  surroundings: Surroundings,
  tenants: Tenants,
  opened: Opened,
  work: (parts: Parts) => Promise<Result>,
): Promise<Result> =>
  withViews(surroundings, opened, (views) => {
    const { clock, random } = surroundings.ambient
    const log = operationLog(opened.store, surroundings.ambient)
    return work({ views, policies: tenants.policies, log, runner: null, clock, random })
  })

const plan = async (tenants: Tenants, parts: Parts, file: string, { tenant: slug }: Options): Promise<Planned> => {
  const sections = await readPolicyFile(file)
  const { tenantId } = await tenantNamed(tenants, slug)
  const standing = await tenants.policies.read(tenantId)
  const { tenant } = standing
  const policy = await tenants.policies.normal(tenantId, { ...tenant.policy, ...sections })
  const lines = differences(tenant.policy, policy)
  return {
    tenantId,
    version: tenant.policyVersion,
    policy,
    lines,
    preview: await previewPolicy(parts)(tenantId, policy, null),
    shutsAdminsOut: await adminsShutOut(parts)(standing, policy),
  }
}

const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`

const retired = ({ retires: { sessions, entries, counts } }: PolicyPreview): string[] =>
  sessions + entries + counts === 0
    ? []
    : [
        `${count(sessions, 'ended session')}, ${count(entries, 'log entry', 'log entries')} and ${count(counts, 'count')} would leave the lists for good; only the log keeps them.`,
      ]

const said = ({ lines, preview, shutsAdminsOut }: Planned): string[] => {
  const { ends, shortens, withoutSecondFactor } = preview
  return [
    ...lines,
    `${count(ends.sessions, 'live session')} of ${count(ends.users, 'person', 'people')} would end now, ${count(shortens.sessions, 'session')} would end earlier.`,
    ...(withoutSecondFactor === 0
      ? []
      : [
          `${count(withoutSecondFactor, 'person', 'people')} without a second factor would enrol one at the next sign-in.`,
        ]),
    ...retired(preview),
    ...(shutsAdminsOut ? ['No admin who is signed in could come back from where they are.'] : []),
  ]
}

/** @throws Error where only a command could undo the change, and nobody asked for that */
const allowShuttingOut = ({ shutsAdminsOut }: Planned, isMeant: boolean): void => {
  if (shutsAdminsOut && !isMeant)
    throw new Error('Nothing was changed. Leave a way in to one admin, or say --shut-admins-out.')
}

/** @throws Error where nobody confirms */
const confirmed = async ({ askSecret }: Surroundings, sessions: number): Promise<void> => {
  if (askSecret === null) throw new Error('Say --yes to change the rules without being asked.')
  const typed = await askSecret(`Type ${sessions} to change the rules: `)
  if (typed.trim() !== String(sessions)) throw new Error('Nothing was changed.')
}

/** `rollcall policy …`: for those who keep a tenant's rules in a file. */
export const addPolicyCommands = (
  program: Command,
  surroundings: Surroundings,
  fail: (code?: number) => void,
): void => {
  const { say } = surroundings
  const policy = program.command('policy').description('Show a tenant’s rules, and change them by a file')
  const tenant = ['--tenant <slug>', 'short name of the tenant'] as const

  policy
    .command('show')
    .description('All sections, as JSON that plan and apply take')
    .requiredOption(...tenant)
    .action(({ tenant: slug }: Options) =>
      withTenants(surroundings, async (tenants) => {
        const { policy: rules } = await tenantNamed(tenants, slug)
        say(JSON.stringify(rules, null, 2))
      }),
    )

  policy
    .command('plan <file>')
    .description(
      'What the file would change, and which sessions that would end. Exits with 2 where it would change something',
    )
    .requiredOption(...tenant)
    .action((file: string, options: Options) =>
      withTenants(surroundings, (tenants, opened) =>
        withParts(surroundings, tenants, opened, async (parts) => {
          const planned = await plan(tenants, parts, file, options)
          if (planned.lines.length === 0) return say('The rules are as the file says.')
          said(planned).forEach(say)
          fail(pending)
        }),
      ),
    )

  policy
    .command('apply <file>')
    .description('Change the rules as the file says; sections that it does not name stay')
    .requiredOption(...tenant)
    .option('--yes', 'do not ask')
    .option('--reason <text>', 'kept with the change for colleagues and auditors')
    .option('--ticket <text>', 'kept with the change')
    .option('--shut-admins-out', 'also where no admin who is signed in could come back')
    .action((file: string, { yes = false, shutAdminsOut = false, reason, ticket, ...options }: ApplyOptions) =>
      withTenants(surroundings, (tenants, opened) =>
        withParts(surroundings, tenants, opened, async (parts) => {
          const planned = await plan(tenants, parts, file, options)
          if (planned.lines.length === 0) return say('The rules are as the file says.')
          said(planned).forEach(say)
          allowShuttingOut(planned, shutAdminsOut)
          const { tenantId, policy: rules, version: expectedVersion, preview } = planned
          const { sessions } = preview.ends
          if (!yes) await confirmed(surroundings, sessions)
          const why = { reason: reason ?? null, ticket: ticket ?? null, confirm: sessions, own: null }
          const metadata = { tenantId, ...commandOrigin(surroundings) }
          const { version, ended, shortened } = await changePolicy(parts)(metadata, {
            policy: rules,
            expectedVersion,
            ...why,
          })
          say(
            `The rules are at version ${version}; ${count(ended, 'session')} end, ${shortened.toLocaleString('en')} end earlier.`,
          )
        }),
      ),
    )
}
