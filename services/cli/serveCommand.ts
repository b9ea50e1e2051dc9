import { type Command, InvalidArgumentError } from 'commander'
import { openData } from '#services/composition/data/openData.ts'
import { openLog } from '#services/composition/data/openLog.ts'
import { openTenants } from '#services/composition/process/openTenants.ts'
import {
  everyRole,
  parseProcessRoles,
  type ProcessRoles,
  processRoles,
} from '#services/composition/process/processRoles.ts'
import { requireShared, type ServedRoles, serveRoles } from '#services/composition/start/serveRoles.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { readSettings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import { addressOf } from './addressOf.ts'
import { endOf } from './endOf.ts'

/** How long a stop may take in addition to `DRAIN_SECONDS`. */
const patienceMs = 30_000

const rolesOf = (text: string): ProcessRoles => {
  try {
    return parseProcessRoles(text)
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : '')
  }
}

const linkLines = (setup: ServedRoles['setup']): string[] => {
  if (setup === null) return []
  if (setup === 'kept')
    return ['Nobody can sign in yet. The set-up link given earlier is still good; "rollcall setup-link" makes another.']
  return ['Nobody can sign in yet. Open this once to set up the operator and the first tenant:', `  ${setup.link}`]
}

const stayUntil = async (served: ServedRoles, ended: Promise<void>): Promise<void> => {
  try {
    await ended
  } catch (error) {
    await served.stop(true).catch(() => undefined)
    throw error
  }
  await served.stop(false)
}

const run = async (surroundings: Surroundings, roles: ProcessRoles, demo: boolean): Promise<void> => {
  const settings = readSettings(surroundings.environment)
  requireShared(settings)
  const { ended, onFatal, signal } = endOf(surroundings, settings.DRAIN_SECONDS * 1_000 + patienceMs)
  const starting = serveRoles({ settings, surroundings, roles, demo, signal, onFatal })
  // Somebody stopped the start, so its error is no failure.
  const served = await starting.catch((error: unknown) => {
    if (signal.aborted) return null
    throw error
  })
  if (served === null) return
  surroundings.say(`Rollcall is ready: ${served.url} (${[...roles].join(', ')})`)
  for (const line of linkLines(served.setup)) surroundings.say(line)
  await stayUntil(served, ended)
}

/** `rollcall serve`: runs some roles, or all, in a process beside others on one database. */
const addServeCommand = (program: Command, surroundings: Surroundings): void => {
  program
    .command('serve')
    .description('Do some of the work in a process beside others; needs DATABASE_URL and ROLLCALL_MASTER_KEY')
    .option('--roles <roles>', `${processRoles.join(', ')}; several separated by commas; all when left out`, rolesOf)
    .option('--demo', 'serve a database that holds the demo too, whose passwords everybody knows')
    .action(({ roles = everyRole, demo = false }: { roles?: ProcessRoles; demo?: boolean }) =>
      run(surroundings, roles, demo),
    )
}

const printSetupLink = async ({ environment, ambient, monotonicMs, say }: Surroundings): Promise<void> => {
  const settings = readSettings(environment)
  const data = await openData(settings, ambient, { join: true })
  const { store, close } = openLog(data, monotonicMs)
  try {
    const { setup } = openTenants(data, { store, ambient, logger: silentLogger, isCurrent: () => false })
    const link = await setup.createLink(await addressOf(settings, data))
    say(link ?? 'Everything is set up; add people with "rollcall user add".')
  } finally {
    await close()
    await data.close()
  }
}

/** `rollcall setup-link`: prints a new link for an operator who has lost the first one. */
const addSetupLinkCommand = (program: Command, surroundings: Surroundings): void => {
  program
    .command('setup-link')
    .description('Print a fresh link that sets up the operator and the first tenant; earlier ones are void')
    .action(() => printSetupLink(surroundings))
}

export const addServeCommands = (program: Command, surroundings: Surroundings): void => {
  addServeCommand(program, surroundings)
  addSetupLinkCommand(program, surroundings)
}
