import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, open, readFile, realpath, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { embeddedBinaries } from './embedded/binaries.ts'
import { freePort } from './embedded/freePort.ts'
import { type Cluster, initialise, superuser } from './embedded/initialise.ts'
import { clearLeftovers } from './embedded/leftovers.ts'
import { readPostmasterFile, stopPostmaster } from './embedded/postmaster.ts'
import { serverAccount } from './embedded/serverAccount.ts'
import { serverCommand } from './embedded/serverCommand.ts'

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

const startupTimeoutMs = 120_000

const logEnd = async (file: string): Promise<string> =>
  (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(-8).join('\n')

/** Ready when postmaster.pid says so; crash recovery may take its time. */
const waitUntilReady = async (child: ChildProcess, dataDirectory: string, log: string): Promise<number> => {
  let failure: Error | undefined
  child.once('error', (error) => (failure = error))
  for (let waitedMs = 0; waitedMs < startupTimeoutMs; waitedMs += 10) {
    if (failure !== undefined || child.exitCode !== null || child.signalCode !== null)
      throw new Error(`PostgreSQL did not start:\n${await logEnd(log)}`, { cause: failure })
    const file = await readPostmasterFile(dataDirectory)
    if (file?.ready === true && file.pid === child.pid) return file.pid
    await sleep(10)
  }
  throw new Error(`PostgreSQL was not ready after ${startupTimeoutMs / 1000} s:\n${await logEnd(log)}`)
}

const flags = (settings: Record<string, string>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])

/** Starts the server detached, so that Ctrl-C reaches us alone and the server outlives our last statement. */
const launch = async (cluster: Cluster, port: number, settings: Record<string, string>): Promise<ChildProcess> => {
  const logFile = await open(`${cluster.dataDirectory}.log`, 'w', 0o600)
  try {
    const args = ['-D', cluster.dataDirectory, '-p', String(port), ...flags({ ...serverSettings, ...settings })]
    const command = await serverCommand(cluster.account, cluster.binaries.postgres, args, cluster.dataDirectory)
    return spawn(command.file, command.args, {
      ...command.options,
      cwd: cluster.dataDirectory,
      detached: true,
      stdio: ['ignore', logFile.fd, logFile.fd],
    })
  } finally {
    await logFile.close()
  }
}

const canListen = async (port: number): Promise<boolean> => (await freePort(port).catch(() => undefined)) === port

/** Starts, on first use after making the cluster. @throws Error saying what to do. */
export const startEmbeddedPostgres = async (given: EmbeddedSettings): Promise<EmbeddedPostgres> => {
  const parent = path.dirname(path.resolve(given.directory))
  await mkdir(parent, { recursive: true })
  const dataDirectory = path.join(await realpath(parent), path.basename(given.directory))
  const cluster: Cluster = {
    dataDirectory,
    binaries: await embeddedBinaries(),
    account: await serverAccount(),
    password: given.password,
  }
  await clearLeftovers(dataDirectory)
  await initialise(cluster)
  const port = given.port !== undefined && (await canListen(given.port)) ? given.port : await freePort()
  const child = await launch(cluster, port, given.settings ?? {})
  const pid = await waitUntilReady(child, dataDirectory, `${dataDirectory}.log`)
  child.unref()
  const stopWithUs = (): boolean => process.kill(pid, 'SIGINT')
  process.once('exit', stopWithUs)
  child.once('exit', () => process.off('exit', stopWithUs))
  return {
    url: (database) => `postgres://${superuser}:${encodeURIComponent(given.password)}@127.0.0.1:${port}/${database}`,
    port,
    pid,
    async stop() {
      process.off('exit', stopWithUs)
      if (child.exitCode === null && child.signalCode === null) await stopPostmaster(pid)
    },
  }
}

/** Removes a stopped throw-away cluster and its log. */
export const removeCluster = async (directory: string): Promise<void> => {
  await rm(directory, { recursive: true, force: true })
  await rm(`${directory}.log`, { force: true })
}
