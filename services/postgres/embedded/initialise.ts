import { once } from 'node:events'
import { access, chown, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { Binaries } from './binaries.ts'
import type { ServerAccount } from './serverAccount.ts'
import { startProgram } from './serverProgram.ts'

export interface Cluster {
  /** Absolute path of the data directory. */
  dataDirectory: string
  binaries: Binaries
  account: ServerAccount
  password: string
}

export const superuser = 'postgres'

const give = async (account: ServerAccount, target: string): Promise<void> => {
  if (account !== null) await chown(target, account.uid, account.gid)
}

const exists = (target: string): Promise<boolean> =>
  access(target).then(
    () => true,
    () => false,
  )

const initdbArgs = (folder: string): string[] => [
  `--pgdata=${folder}/data`,
  `--pwfile=${folder}/password`,
  `--username=${superuser}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--no-locale',
  '--data-checksums',
  '--no-instructions',
]

const runInitdb = async ({ account, binaries }: Cluster, folder: string): Promise<void> => {
  const program = { account, file: binaries.initdb, folder, args: initdbArgs }
  const child = await startProgram({ ...program, output: 'pipe', detached: false })
  child.stdout?.resume()
  const [errors, [code]] = await Promise.all([text(child.stderr!), once(child, 'close')])
  if (code !== 0) throw new Error(`PostgreSQL could not make its data folder:\n${errors.trimEnd()}`)
}

/**
 * Makes the cluster in a folder beside its final place and moves it there when it is complete, so that a killed initdb
 * leaves no half-made cluster. Only the server's account may enter the folder, which also holds the password file for
 * initdb.
 */
export const initialise = async (cluster: Cluster): Promise<void> => {
  if (await exists(path.join(cluster.dataDirectory, 'PG_VERSION'))) return
  const unfinished = `${cluster.dataDirectory}.unfinished`
  const password = path.join(unfinished, 'password')
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  await writeFile(password, `${cluster.password}\n`, { mode: 0o600 })
  await give(cluster.account, password)
  await give(cluster.account, unfinished)
  await runInitdb(cluster, unfinished)
  await rename(path.join(unfinished, 'data'), cluster.dataDirectory)
  await rm(unfinished, { recursive: true })
}
