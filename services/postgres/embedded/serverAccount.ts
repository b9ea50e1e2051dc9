import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The account PostgreSQL runs under: `null` is our own; root needs another, because PostgreSQL refuses root. */
export type ServerAccount = { uid: number; gid: number } | null

const accountName = 'postgres'

const idOf = async (flag: '-u' | '-g'): Promise<number> => Number((await run('id', [flag, accountName])).stdout)

const findAccount = async (): Promise<ServerAccount> => ({ uid: await idOf('-u'), gid: await idOf('-g') })

const createAccount = async (): Promise<ServerAccount> => {
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', accountName])
  return findAccount()
}

/**
 * The account that made the cluster, an ordinary user's for example: PostgreSQL serves no other account's data.
 * Undefined: there is no cluster yet, or root owns it.
 */
const ownerOf = async (dataDirectory: string): Promise<ServerAccount | undefined> => {
  const found = await stat(dataDirectory).catch(() => undefined)
  return found === undefined || found.uid === 0 ? undefined : { uid: found.uid, gid: found.gid }
}

/** @throws Error when this process runs as root and the account neither exists nor can be created */
export const serverAccount = async (dataDirectory: string): Promise<ServerAccount> => {
  if (process.getuid?.() !== 0) return null
  const owner = await ownerOf(dataDirectory)
  if (owner !== undefined) return owner
  return findAccount().catch(() =>
    createAccount().catch((error: unknown) => {
      throw new Error(
        `PostgreSQL does not run as root and the account ${accountName} could not be made: start as an ordinary user or set DATABASE_URL`,
        { cause: error },
      )
    }),
  )
}

const mayEnter = async ({ uid, gid }: NonNullable<ServerAccount>, folder: string): Promise<boolean> => {
  const { mode, uid: owner, gid: group } = await stat(folder)
  if (owner === uid) return (mode & 0o100) !== 0
  if (group === gid) return (mode & 0o010) !== 0
  return (mode & 0o001) !== 0
}

const ancestors = (folder: string): string[] => {
  const parent = path.dirname(folder)
  return parent === folder ? [folder] : [folder, ...ancestors(parent)]
}

/**
 * The first folder on the way to `target` that the account may not enter, such as /root; undefined: it may enter all.
 */
export const closedFolder = async (account: ServerAccount, target: string): Promise<string | undefined> => {
  if (account === null) return undefined
  for (const folder of ancestors(path.dirname(target)).toReversed())
    if (!(await mayEnter(account, folder))) return folder
  return undefined
}
