import { mkdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import { adoptCluster } from './embedded/adoptCluster.ts'
import { embeddedBinaries } from './embedded/binaries.ts'
import { type Cluster, initialise, superuser } from './embedded/initialise.ts'
import { launch } from './embedded/launch.ts'
import { clearLeftovers } from './embedded/leftovers.ts'
import { stopPostmaster } from './embedded/postmaster.ts'
import { programsFor } from './embedded/programs.ts'
import { requireMajor } from './embedded/requireMajor.ts'
import { serverAccount } from './embedded/serverAccount.ts'

/** A PostgreSQL of our own on 127.0.0.1, which starts and stops with this process. */
export interface EmbeddedPostgres {
  /** URL of the superuser's login to the database of this name. */
  url(database: string): string
  port: number
  pid: number
  stop(): Promise<void>
}

export interface EmbeddedSettings {
  /** The cluster's data directory; created when missing. `<directory>.log` beside it is the server's log. */
  directory: string
  /** The superuser's password; it cannot change once the cluster exists. */
  password: string
  /** Used when it is free, else another port is. */
  port?: number
  /** Further server settings, e.g. `{ max_connections: '200' }`. */
  settings?: Record<string, string>
  /** Called with what the operator should know about this start. */
  say?: (sentence: string) => void
}

/**
 * The server listens on loopback TCP only: a socket file's path may have at most 107 bytes, and a project's path may be
 * longer. wal_level minimal keeps out of the log what only replicas need, and lets rebuilt tables skip the log.
 */
const serverSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  wal_level: 'minimal',
  max_wal_senders: '0',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  wal_buffers: '16MB',
  random_page_cost: '1.1',
  jit: 'off',
  log_checkpoints: 'off',
}

/**
 * The absolute path, with links resolved in the part that exists: the system reports a server's directory in this form.
 */
const locate = async (directory: string): Promise<string> => {
  const parent = path.dirname(path.resolve(directory))
  await mkdir(parent, { recursive: true })
  return path.join(await realpath(parent), path.basename(directory))
}

/**
 * Starts the server, and makes the cluster first if there is none. It removes what a killed Rollcall left.
 * @throws Error that says what to do
 */
export const startEmbeddedPostgres = async (given: EmbeddedSettings): Promise<EmbeddedPostgres> => {
  const dataDirectory = await locate(given.directory)
  const packaged = await embeddedBinaries()
  await requireMajor(dataDirectory, packaged.version)
  const account = await serverAccount(dataDirectory)
  const heard = given.say === undefined ? {} : { say: given.say }
  const binaries = await programsFor({ packaged, account, ...heard })
  const cluster: Cluster = { dataDirectory, binaries, account, password: given.password }
  await clearLeftovers(dataDirectory)
  await adoptCluster(account, dataDirectory)
  await initialise(cluster)
  const { child, pid, port } = await launch(cluster, given.port, { ...serverSettings, ...given.settings })
  child.unref()
  return {
    url: (database) => `postgres://${superuser}:${encodeURIComponent(given.password)}@127.0.0.1:${port}/${database}`,
    port,
    pid,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) await stopPostmaster(pid)
    },
  }
}
