import { type Command, InvalidArgumentError } from 'commander'
import { moveLog } from '#services/backup/moveLog.ts'
import { type OpenData, openDataToRestore, refuseUnfinished } from '#services/composition/data/openData.ts'
import { openLog, writeInOrderTo } from '#services/composition/data/openLog.ts'
import type { Step } from '#services/composition/start/steps.ts'
import { mistakeInKurrentdbUrl } from '#services/eventStore/kurrentdb/kurrentdbAddress.ts'
import type { Store } from '#services/postgres/installation.ts'
import { refuseRunningRollcall } from '#services/postgres/otherProcesses.ts'
import { readSettings, type Settings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import { interruptible } from './interruptible.ts'

/** Where the log comes from or goes to. `url` null: the PostgreSQL in the data folder. */
interface End {
  engine: Store
  url: string | null
}

const embedded = 'embedded'

const endOf = (text: string): End => {
  if (text === embedded) return { engine: 'postgres', url: null }
  if (/^postgres(ql)?:\/\//.test(text)) return { engine: 'postgres', url: text }
  const mistake = mistakeInKurrentdbUrl(text)
  if (mistake === undefined) return { engine: 'kurrentdb', url: text }
  throw new InvalidArgumentError(`takes ${embedded}, postgres://… or what KURRENTDB_URL takes`)
}

/** @throws Error where both ends are the same engine: only the log moves; keys, secrets and views stay where they are */
const sidesOf = (from: End, to: End): { postgres: End; kurrentdb: End } => {
  if (from.engine === to.engine)
    throw new Error(
      from.engine === 'postgres'
        ? 'From one PostgreSQL to another more than the log has to go: use "rollcall backup" and "rollcall restore".'
        : 'From one KurrentDB to another its own means are better: copy its data, and set KURRENTDB_URL.',
    )
  return from.engine === 'postgres' ? { postgres: from, kurrentdb: to } : { postgres: to, kurrentdb: from }
}

/** The settings for both ends: the installation's PostgreSQL and its KurrentDB. */
const settingsFor = (settings: Settings, from: End, to: End): Settings => {
  const { postgres, kurrentdb } = sidesOf(from, to)
  const { DATABASE_URL: _, ...rest } = settings
  const database = postgres.url === null ? {} : { DATABASE_URL: postgres.url }
  return { ...rest, ...database, ...(kurrentdb.url === null ? {} : { KURRENTDB_URL: kurrentdb.url }) }
}

const move = async (
  { ambient, monotonicMs }: Surroundings,
  data: OpenData,
  to: Store,
  step: Step,
): Promise<{ events: number; digest: string }> => {
  const { databases, masterKey } = data
  await refuseRunningRollcall(databases.owner)
  const inDatabase = openLog({ databases, masterKey }, monotonicMs)
  const inKurrentdb = openLog(data, monotonicMs)
  const [source, target] = to === 'kurrentdb' ? [inDatabase, inKurrentdb] : [inKurrentdb, inDatabase]
  try {
    const write = to === 'kurrentdb' ? writeInOrderTo(data, target.log) : writeInOrderTo({ databases }, target.log)
    return await moveLog({
      source: source.log,
      target: target.log,
      write,
      databases,
      store: to,
      random: ambient.random,
      phase: step,
    })
  } finally {
    await Promise.all([inDatabase.close(), inKurrentdb.close()])
  }
}

const run = async (surroundings: Surroundings, from: End, to: End): Promise<void> => {
  const { ambient, environment, say } = surroundings
  const settings = settingsFor(readSettings(environment), from, to)
  const step = interruptible(
    surroundings,
    'The log is where it was. Run the same command again; it goes on from there.',
  )
  const data = await openDataToRestore(settings, ambient)
  try {
    refuseUnfinished(data)
    const { events, digest } = await move(surroundings, data, to.engine, step)
    say(
      `${events.toLocaleString('en')} events are in ${to.engine === 'postgres' ? 'PostgreSQL' : 'KurrentDB'} as they were.`,
    )
    say(`SHA-256 of both logs: ${digest}`)
    say(
      to.engine === 'postgres'
        ? 'Start Rollcall without KURRENTDB_URL from now on.'
        : 'Start Rollcall with KURRENTDB_URL from now on.',
    )
    say('It makes its views from the log before it answers; pages that were open start over.')
  } finally {
    await data.close()
  }
}

/** `rollcall migrate-store`: copies the log to another engine; keys, secrets and views stay in the database. */
export const addMigrateStoreCommand = (program: Command, surroundings: Surroundings): void => {
  program
    .command('migrate-store')
    .description(
      'Copy the log from PostgreSQL to KurrentDB or back, verify it and use it from then on; Rollcall is stopped',
    )
    .requiredOption('--from <url>', `${embedded}, postgres://… or kurrentdb://…`, endOf)
    .requiredOption('--to <url>', `${embedded}, postgres://… or kurrentdb://…`, endOf)
    .action(({ from, to }: { from: End; to: End }) => run(surroundings, from, to))
}
