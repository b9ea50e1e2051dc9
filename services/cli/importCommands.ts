import { createReadStream } from 'node:fs'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { z } from 'zod'
import { fieldMapInput, importRolesInput, roleMapInput } from '#events/wire/imports.ts'
import { type PersonFormat, personFormats, sessionFields, tableFormats } from '#events/wordLists.ts'
import { openSessionImport } from '#services/composition/data/openSessionImport.ts'
import type { SessionCounts } from '#services/sessions/imports/sessionReport.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import { roleMapOf } from '#services/tenants/imports/importRoutes.ts'
import type { Counts, LineReport } from '#services/tenants/imports/importReport.ts'
import { messagesOf } from '#services/tenants/imports/reportOf.ts'
import { keepHeapLean } from './leanHeap.ts'
import { commandOrigin, tenantNamed, withTenants } from './withTenants.ts'

interface PeopleOptions {
  tenant: string
  format?: PersonFormat
  role: z.infer<typeof importRolesInput>
  mapRole: string[]
  source?: string
  app?: string
  dryRun?: boolean
}

interface SessionOptions {
  tenant: string
  app: string
  format?: (typeof tableFormats)[number]
  map: string[]
  ended: 'skip' | 'history'
  dryRun?: boolean
}

const formatOf = <Format extends string>(
  file: string,
  format: Format | undefined,
  all: readonly Format[],
): Format | 'csv' | 'ndjson' => {
  if (format !== undefined) return format
  if (/\.csv$/i.test(file)) return 'csv'
  if (/\.(ndjson|jsonl)$/i.test(file)) return 'ndjson'
  throw new Error(`Say with --format what ${file} is: ${all.join(', ')}.`)
}

const parsedBy =
  <Schema extends z.ZodType>(schema: Schema) =>
  (given: unknown): z.infer<Schema> => {
    const parsed = schema.safeParse(given)
    if (parsed.success) return parsed.data
    throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? '')
  }

const number = (count: number): string => count.toLocaleString('en')

export const lineText = (report: LineReport): string =>
  `Line ${report.line}: ${report.kind === 'refused' ? 'refused. ' : ''}${messagesOf(report).join(' ')}`

/** At most one line a second. */
export const shownProgress = ({ show, monotonicMs }: Surroundings) => {
  let shownAt = monotonicMs()
  return ({ read, refused }: Pick<Counts, 'read' | 'refused'>): void => {
    if (monotonicMs() - shownAt < 1_000) return
    shownAt = monotonicMs()
    show(`  ${number(read)} lines, ${number(refused)} of them refused`)
  }
}

const summary = ({ read, added, completed, already, refused, warned }: Counts, isDry: boolean): string =>
  [
    `${number(read)} lines: ${number(added)} people ${isDry ? 'would be ' : ''}added`,
    ...(completed === 0 ? [] : [`${number(completed)} ${isDry ? 'would be ' : ''}given the password that was missing`]),
    `${number(already)} there already`,
    `${number(refused)} refused`,
    `${number(warned)} to look at`,
  ].join(', ')

const sessionSummary = (counts: SessionCounts, isDry: boolean): string => {
  const { read, live, history, skipped, already, refused, shortened } = counts
  return [
    `${number(read)} rows: ${number(live)} sessions ${isDry ? 'would go' : 'go'} on`,
    ...(shortened === 0 ? [] : [`${number(shortened)} of them end sooner than their table said, by the policy`]),
    ...(history === 0 ? [] : [`${number(history)} ${isDry ? 'would be' : 'are'} kept as history`]),
    ...(skipped === 0 ? [] : [`${number(skipped)} had ended and were passed over`]),
    `${number(already)} taken over before`,
    `${number(refused)} refused`,
  ].join(', ')
}

const addSessionImport = (group: Command, surroundings: Surroundings, fail: () => void): void => {
  const { say, complain } = surroundings
  group
    .command('sessions <file>')
    .description('Take over the sessions of an application’s own table. Repeating it takes none twice')
    .requiredOption('--tenant <name>', 'the short name people type at sign-in')
    .requiredOption('--app <id>', 'the application whose sessions these are')
    .addOption(new Option('--format <format>', 'known by the file’s ending').choices(tableFormats))
    .option(
      '--map <column=field>',
      `what a column is that goes by another name: ${sessionFields.join(', ')}; may be given again`,
      (pair: string, before: string[]) => [...before, pair],
      [],
    )
    .addOption(
      new Option('--ended <what>', 'what becomes of sessions that have ended')
        .choices(['skip', 'history'])
        .default('skip'),
    )
    .option('--dry-run', 'write nothing, tell what would become of each row')
    .action((file: string, options: SessionOptions) =>
      withTenants(surroundings, async (tenants, { data, store }) => {
        const { tenantId } = await tenantNamed(tenants, options.tenant)
        const { app: clientId, ended, dryRun: isDry = false } = options
        const map = new Map(parsedBy(fieldMapInput)(options.map))
        const format = formatOf(file, options.format, tableFormats)
        const importSessions = await openSessionImport({ surroundings, data, store, tenants })
        const counts = await importSessions(
          { tenantId, clientId, format, bytes: createReadStream(file), map, ended, isDry },
          { tenantId, ...commandOrigin(surroundings) },
          {
            onLine: ({ line, ...outcome }) =>
              outcome.kind === 'refused' && complain(`Line ${line}: refused. ${outcome.message}`),
            onProgress: shownProgress(surroundings),
            onColumns: (columns) =>
              say(
                `Columns: ${Object.entries(columns)
                  .map(([field, column]) => `${column} is ${field}`)
                  .join(', ')}`,
              ),
          },
        )
        say(`${sessionSummary(counts, isDry)}.`)
        if (counts.refused > 0) fail()
      }),
    )
}

/** `rollcall import …`: takes over people and running sessions from other systems, beside a running Rollcall. */
export const addImportCommands = (program: Command, surroundings: Surroundings, fail: () => void): void => {
  const { say, complain } = surroundings
  const group = program.command('import').description('Take over people and running sessions from another system')
  group.hook('preAction', keepHeapLean)
  group
    .command('users <file>')
    .description('Add the people of an export, with their password hashes. Repeating it adds nobody twice')
    .requiredOption('--tenant <name>', 'the short name people type at sign-in')
    .addOption(
      new Option('--format <format>', 'what wrote the file; csv and ndjson are known by their ending').choices(
        personFormats,
      ),
    )
    .option('--role <roles>', 'what everybody gets, separated by commas', parsedBy(importRolesInput), ['member'])
    .option(
      '--map-role <name=role>',
      'a role of the source and what it stands for here; may be given again',
      (pair: string, before: string[]) => [...before, pair],
      [],
    )
    .option('--source <name>', 'tells ids of one source from those of another; the format when left out')
    .option('--app <id>', 'the application whose own ids these are: it signs people in by them')
    .option('--dry-run', 'write nothing, tell what would become of each line')
    .action((file: string, options: PeopleOptions) =>
      withTenants(surroundings, async (tenants) => {
        const { tenantId } = await tenantNamed(tenants, options.tenant)
        const { role: roles, source, app = null, dryRun: isDry = false } = options
        const format = formatOf(file, options.format, personFormats)
        const roleMap = roleMapOf(parsedBy(roleMapInput)(options.mapRole))
        const counts = await tenants.importPeople(
          {
            tenantId,
            format,
            bytes: createReadStream(file),
            source: source ?? format,
            roles,
            roleMap,
            clientId: app,
            isDry,
          },
          commandOrigin(surroundings),
          { onLine: (report) => complain(lineText(report)), onProgress: shownProgress(surroundings) },
        )
        say(`${summary(counts, isDry)}.`)
        if (counts.refused > 0) fail()
      }),
    )
  addSessionImport(group, surroundings, fail)
}
