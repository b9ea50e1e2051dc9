import type { ChildProcess } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './freePort.ts'
import type { Cluster } from './initialise.ts'
import { readPostmasterFile } from './postmaster.ts'
import { startProgram } from './serverProgram.ts'

export interface Running {
  child: ChildProcess
  pid: number
  port: number
}

/** A start may take this long, because crash recovery reads up to `max_wal_size` of log. */
const startupTimeoutMs = 120_000

const logOf = (cluster: Cluster): string => `${cluster.dataDirectory}.log`

const failed = async (cluster: Cluster, what: string, cause?: Error): Promise<Error> => {
  const log = await readFile(logOf(cluster), 'utf8').catch(() => '')
  return new Error(`PostgreSQL ${what}:\n${log.trimEnd().split('\n').slice(-8).join('\n')}`, { cause })
}

/** Waits until postmaster.pid says that the server is ready. */
const waitUntilReady = async (cluster: Cluster, child: ChildProcess): Promise<number> => {
  let failure: Error | undefined
  child.once('error', (error) => (failure = error))
  for (let waitedMs = 0; waitedMs < startupTimeoutMs; waitedMs += 10) {
    if (failure !== undefined || child.exitCode !== null || child.signalCode !== null)
      throw await failed(cluster, 'did not start', failure)
    const file = await readPostmasterFile(cluster.dataDirectory)
    if (file?.ready === true && file.pid === child.pid) return file.pid
    await sleep(10)
  }
  throw await failed(cluster, `was not ready after ${startupTimeoutMs / 1000} s`)
}

const flags = (settings: Record<string, string>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])

/** The server must outlive our last statement, even after Ctrl-C, so it is detached. */
const spawnServer = async (cluster: Cluster, port: number, settings: Record<string, string>): Promise<ChildProcess> => {
  const log = await open(logOf(cluster), 'w', 0o600)
  try {
    return await startProgram({
      account: cluster.account,
      file: cluster.binaries.postgres,
      folder: cluster.dataDirectory,
      args: (folder) => ['-D', folder, '-p', String(port), ...flags(settings)],
      output: log.fd,
      detached: true,
    })
  } finally {
    await log.close()
  }
}

/** Stops the server when this process ends without closing it, such as by process.exit in the middle of a start. */
const endWithUs = (child: ChildProcess): void => {
  const stop = (): boolean => child.kill('SIGINT')
  process.once('exit', stop)
  child.once('exit', () => process.off('exit', stop))
}

const pickPort = async (wanted: number | undefined): Promise<number> =>
  wanted === undefined ? freePort() : freePort(wanted).catch(() => freePort())

/**
 * Errors that pass by themselves: another process took the port just now, or processes of a killed server have not
 * noticed its death.
 */
const passing = /Address already in use|shared memory block.*still in use/s
const pauseMs = 300

export const launch = async (
  cluster: Cluster,
  wantedPort: number | undefined,
  settings: Record<string, string>,
  tries = 10,
): Promise<Running> => {
  const port = await pickPort(wantedPort)
  const child = await spawnServer(cluster, port, settings)
  endWithUs(child)
  try {
    return { child, pid: await waitUntilReady(cluster, child), port }
  } catch (error) {
    child.kill('SIGQUIT')
    if (tries === 1 || !(error instanceof Error) || !passing.test(error.message)) throw error
    await sleep(pauseMs)
    return launch(cluster, wantedPort, settings, tries - 1)
  }
}
