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

/** A PostgreSQL of our own on 127.0.0.1, started and stopped with this process. */
export interface EmbeddedPostgres {
  /** URL of the superuser's login to a database of this name. */
  url(database: string): string
  port: number
  pid: number
  stop(): Promise<void>
}

export interface EmbeddedSettings {
  /** The cluster's data directory; made when missing. `<directory>.log` beside it is the server's log. */
  directory: string
  /** The superuser's, fixed when the cluster is made. */
  password: string
  /** Taken when free, else another one. */
  port?: number
  /** Further server settings, e.g. `{ max_connections: '200' }`. */
  settings?: Record<string, string>
  /** Hears what its operator should know of this start. */
  say?: (sentence: string) => void
}

/**
 * Loopback TCP only: a socket file's path may not be longer than 107 bytes, and a project's path may.
 * wal_level minimal spares the log what only replicas need and lets rebuilt tables skip it.
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

/** Absolute, with links in the part that exists resolved: the system tells a server's directory that way. */
const locate = async (directory: string): Promise<string> => {
  const parent = path.dirname(path.resolve(directory))
  await mkdir(parent, { recursive: true })
  return path.join(await realpath(parent), path.basename(directory))
}

/**
 * Starts the server, making the cluster first where there is none. What a killed Rollcall left is cleared away.
 * @throws Error saying what to do.
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
