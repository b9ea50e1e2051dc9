import { Command, CommanderError } from 'commander'
import { CodedError } from '#services/ports/errors.ts'
import { isOutOfConnections } from '#services/postgres/unavailable.ts'
import { SettingsError } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import { addBackupCommands } from './backupCommands.ts'
import { addDataCommands } from './dataCommands.ts'
import { addMigrateStoreCommand } from './migrateStoreCommand.ts'
import { addServeCommand, addSetupLinkCommand } from './serveCommand.ts'
import { addMakeSecretsCommand } from './makeSecretsCommand.ts'
import { addSimulateCommand } from './simulateCommand.ts'
import { addStartCommand } from './startCommand.ts'
import { addUserCommands } from './userCommands.ts'

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
  const fail = () => (exitCode = 1)
  addStartCommand(program, surroundings)
  addServeCommand(program, surroundings)
  addSetupLinkCommand(program, surroundings)
  addSimulateCommand(program, surroundings)
  addMakeSecretsCommand(program, surroundings)
  addUserCommands(program, surroundings)
  addDataCommands(program, surroundings, fail)
  addBackupCommands(program, surroundings)
  addMigrateStoreCommand(program, surroundings)
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
