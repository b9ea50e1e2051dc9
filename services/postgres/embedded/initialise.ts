import { execFile } from 'node:child_process'
import { access, chown, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import type { ServerAccount } from './serverAccount.ts'
import { serverCommand } from './serverCommand.ts'

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

/** initdb reads the password from a file; nobody but the server's account can read this one. */
const withPasswordFile = async (cluster: Cluster, work: (file: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-'))
  try {
    const file = path.join(folder, 'password')
    await writeFile(file, `${cluster.password}\n`, { mode: 0o600 })
    await give(cluster.account, file)
    await give(cluster.account, folder)
    await work(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const exists = (target: string): Promise<boolean> =>
  access(target).then(
    () => true,
    () => false,
  )

/** Makes the cluster beside its final place and moves it there when it is whole: a killed initdb leaves nothing behind. */
export const initialise = async (cluster: Cluster): Promise<void> => {
  if (await exists(path.join(cluster.dataDirectory, 'PG_VERSION'))) return
  const unfinished = `${cluster.dataDirectory}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  await give(cluster.account, unfinished)
  await withPasswordFile(cluster, async (passwordFile) => {
    const flags = ['--auth=scram-sha-256', `--username=${superuser}`, `--pwfile=${passwordFile}`, '--no-instructions']
    const args = [`--pgdata=${unfinished}`, '--encoding=UTF8', '--no-locale', '--data-checksums', ...flags]
    const command = await serverCommand(
      { account: cluster.account, dataDirectory: unfinished },
      cluster.binaries.initdb,
      args,
    )
    await promisify(execFile)(command.file, command.args, { ...command.options, cwd: unfinished })
  })
  await rename(unfinished, cluster.dataDirectory)
}
