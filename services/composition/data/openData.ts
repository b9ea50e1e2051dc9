import { existsSync } from 'node:fs'
import type { Ambient } from '#services/ambient/clock.ts'
import { requireKurrentdb } from '#services/eventStore/kurrentdb/requireKurrentdb.ts'
import { ensureDatabase } from '#services/postgres/ensureDatabase.ts'
import { openDatabases, type Databases } from '#services/postgres/databases.ts'
import { hasKeys, settleStore, type Store } from '#services/postgres/installation.ts'
import { embeddedUrl, isEmbeddedRunning } from '#services/postgres/embedded/running.ts'
import { startEmbeddedPostgres } from '#services/postgres/embeddedPostgres.ts'
import { untilAlone } from '#services/postgres/otherProcesses.ts'
import type { Settings } from '#services/settings/settings.ts'
import { dataFolder, requireReadable, secretFile, type DataFolder } from './dataFolder.ts'

export interface OpenData {
  databases: Databases
  /** The KurrentDB that holds the log; undefined: the log is in the database. */
  kurrentdbUrl?: string
  masterKey: Buffer
  folder: DataFolder
  close(): Promise<void>
}

export interface OpenDataOptions {
  /** Share an embedded server that a running Rollcall has started. Without it one is an error: one folder has one Rollcall. */
  join?: boolean
  /** Requests wait for the answers. A command may wait as long as it takes. */
  serves?: boolean
  /** Hears of migrations, of waiting for them and of few connections. */
  onProgress?: (doing: string) => void
}

interface Server {
  url: string
  stop(): Promise<void>
}

const databaseName = 'rollcall'
const nothing = async (): Promise<void> => {}

/** Refuses a folder without Rollcall: a mistyped path must not make a new, empty installation that somebody then backs up. */
const requireInstallation = ({ path, postgres }: DataFolder): void => {
  if (existsSync(postgres)) return
  throw new Error(`There is no Rollcall in ${path}. Set ROLLCALL_DATA to its folder, or start one there first.`)
}

interface EmbeddedNeeds {
  folder: DataFolder
  ambient: Ambient
  join: boolean
  onProgress: ((doing: string) => void) | undefined
}

/** Starts the embedded server or, for a command beside a running Rollcall, joins it. Stopping it waits for those who joined. */
const embedded = async (given: EmbeddedNeeds): Promise<Server> => {
  const { folder, ambient, join, onProgress } = given
  const password = (await secretFile(folder.postgresPassword, ambient.random)).toString('base64url')
  if (join && (await isEmbeddedRunning(folder.postgres)))
    return { url: await embeddedUrl(folder.postgres, password, databaseName), stop: nothing }
  const heard = onProgress === undefined ? {} : { say: onProgress }
  const server = await startEmbeddedPostgres({ directory: folder.postgres, password, ...heard })
  try {
    await ensureDatabase(server.url('postgres'), databaseName)
  } catch (error) {
    await server.stop()
    throw error
  }
  const url = server.url(databaseName)
  const stop = async (): Promise<void> => {
    if (join) await untilAlone(url)
    await server.stop()
  }
  return { url, stop }
}

const requireStore = async (
  { KURRENTDB_URL: url }: Settings,
  { clock }: Ambient,
  databases: Databases,
): Promise<void> => {
  if (url === undefined) return
  try {
    await requireKurrentdb(url, () => clock.now())
  } catch (error) {
    await databases.close()
    throw error
  }
}

/** Like `openData`, but also opens a database whose restore has begun and not ended, so that the restore can be finished. */
export const openDataToRestore = async (
  settings: Settings,
  ambient: Ambient,
  { join = false, serves = false, onProgress }: OpenDataOptions = {},
): Promise<OpenData> => {
  const folder = dataFolder(settings.ROLLCALL_DATA)
  if (join && settings.DATABASE_URL === undefined) requireInstallation(folder)
  await requireReadable(folder)
  const masterKey = settings.ROLLCALL_MASTER_KEY ?? (await secretFile(folder.masterKey, ambient.random))
  const server: Server =
    settings.DATABASE_URL === undefined
      ? await embedded({ folder, ambient, join, onProgress })
      : { url: settings.DATABASE_URL, stop: nothing }
  try {
    const progress = onProgress === undefined ? {} : { onProgress }
    const databases = await openDatabases({
      ownerUrl: server.url,
      masterKey,
      connections: settings.DATABASE_CONNECTIONS,
      serves,
      ...progress,
    })
    const close = async (): Promise<void> => {
      try {
        await databases.close()
      } finally {
        await server.stop()
      }
    }
    await requireStore(settings, ambient, databases)
    const store = settings.KURRENTDB_URL === undefined ? {} : { kurrentdbUrl: settings.KURRENTDB_URL }
    return { databases, ...store, masterKey, folder, close }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** @throws Error while a restore has begun and not ended, because the log is incomplete */
export const refuseUnfinished = ({ databases }: Pick<OpenData, 'databases'>): void => {
  const { restoring } = databases.installation
  if (restoring === null) return
  throw new Error(
    `A restore was begun here at ${restoring.at} and has not ended. Run the same "rollcall restore" again; it goes on from there.`,
  )
}

export const storeOf = ({ kurrentdbUrl }: Pick<OpenData, 'kurrentdbUrl'>): Store =>
  kurrentdbUrl === undefined ? 'postgres' : 'kurrentdb'

const elsewhere: Record<Store, string> = {
  postgres: 'The log of this installation is in PostgreSQL, and KURRENTDB_URL is set. Unset it',
  kurrentdb: 'The log of this installation is in KurrentDB, and KURRENTDB_URL is not set. Set it',
}

/** The first process to open an installation settles which store holds its log. @throws Error where settings later name another */
const keepToStore = async (data: Pick<OpenData, 'databases' | 'kurrentdbUrl'>): Promise<void> => {
  const { owner, writer, installation } = data.databases
  const store = storeOf(data)
  if (installation.store === store) return
  if (installation.store !== null && (await hasKeys(writer)))
    throw new Error(`${elsewhere[installation.store]}, or move the log with "rollcall migrate-store".`)
  await settleStore(owner, store)
}

/** Opens the database of these settings, migrated. */
export const openData = async (
  settings: Settings,
  ambient: Ambient,
  options: OpenDataOptions = {},
): Promise<OpenData> => {
  const data = await openDataToRestore(settings, ambient, options)
  try {
    refuseUnfinished(data)
    await keepToStore(data)
    return data
  } catch (error) {
    await data.close()
    throw error
  }
}
