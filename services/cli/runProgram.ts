import { Command, CommanderError } from 'commander'
import { CodedError } from '#services/ports/errors.ts'
import { isOutOfConnections } from '#services/postgres/unavailable.ts'
import { SettingsError } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'

type AddCommands = (program: Command, surroundings: Surroundings, fail: (code?: number) => void) => void

/**
 * The commands, each with what loads its modules: those of a server take 50 MB, which commands that read a whole log
 * do not have to spare.
 */
export const commands: readonly { names: readonly string[]; load: () => Promise<AddCommands> }[] = [
  { names: ['start'], load: async () => (await import('./startCommand.ts')).addStartCommand },
  { names: ['serve', 'setup-link'], load: async () => (await import('./serveCommand.ts')).addServeCommands },
  { names: ['simulate'], load: async () => (await import('./simulateCommand.ts')).addSimulateCommand },
  { names: ['make-secrets'], load: async () => (await import('./makeSecretsCommand.ts')).addMakeSecretsCommand },
  { names: ['tenant'], load: async () => (await import('./tenantCommands.ts')).addTenantCommands },
  { names: ['block'], load: async () => (await import('./blockCommands.ts')).addBlockCommands },
  { names: ['policy'], load: async () => (await import('./policyCommands.ts')).addPolicyCommands },
  { names: ['session', 'sessions'], load: async () => (await import('./sessionCommands.ts')).addSessionCommands },
  { names: ['user'], load: async () => (await import('./userCommands.ts')).addUserCommands },
  { names: ['import'], load: async () => (await import('./importCommands.ts')).addImportCommands },
  { names: ['reader-login'], load: async () => (await import('./readerLoginCommands.ts')).addReaderLoginCommands },
  { names: ['rebuild', 'check'], load: async () => (await import('./dataCommands.ts')).addDataCommands },
  { names: ['backup', 'restore'], load: async () => (await import('./backupCommands.ts')).addBackupCommands },
  { names: ['migrate-store'], load: async () => (await import('./migrateStoreCommand.ts')).addMigrateStoreCommand },
]

/** What the first argument names; everything when it names nothing, as for help. */
const loadCommands = (first: string | undefined): Promise<AddCommands[]> => {
  const named = commands.filter(({ names }) => first !== undefined && names.includes(first))
  return Promise.all((named.length > 0 ? named : commands).map(({ load }) => load()))
}

/** What the database driver said: an address and a reason, never a password. */
const because = (cause: unknown): string =>
  cause instanceof Error && cause.message !== '' ? ` (${cause.message})` : ''

const explain = (error: unknown): string => {
  if (error instanceof SettingsError) return error.message
  if (error instanceof AggregateError) return error.errors.map(explain).join('\n')
  if (isOutOfConnections(error))
    return `PostgreSQL has no connection left: raise max_connections, or set DATABASE_CONNECTIONS in every process.`
  if (error instanceof CodedError && error.code === 'store-unavailable' && error.details.detail === undefined)
    return `The database does not answer: is it running, and is DATABASE_URL right?${because(error.cause)}`
  return error instanceof Error ? error.message : String(error)
}

/** Runs the command line. Answers the exit code. */
export const runProgram = async (args: readonly string[], surroundings: Surroundings): Promise<number> => {
  const { say, complain } = surroundings
  const program = new Command('rollcall')
    .description(
      'Knows every signed-in session of every tenant, ends any of them at once, and proves afterwards what happened.',
    )
    .exitOverride()
    .configureOutput({ writeOut: (text) => say(text.trimEnd()), writeErr: (text) => complain(text.trimEnd()) })
  let exitCode = 0
  const fail = (code = 1): void => void (exitCode = code)
  for (const add of await loadCommands(args[0])) add(program, surroundings, fail)
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    complain(explain(error))
    if (surroundings.environment['LOG_LEVEL'] === 'debug' && error instanceof Error) complain(error.stack ?? '')
    return 1
  }
}
