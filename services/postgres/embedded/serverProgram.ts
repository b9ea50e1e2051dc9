import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { closedFolder, type ServerAccount } from './serverAccount.ts'

export interface ServerProgram {
  account: ServerAccount
  /** The program's file. */
  file: string
  /** The folder in which the program runs. */
  folder: string
  /** The program's arguments; `folder` is the name by which it reaches that folder. */
  args(folder: string): string[]
  /** Where its output goes: a file descriptor, or a pipe to the caller. */
  output: number | 'pipe'
  /** The program gets its own process group, so that Ctrl-C reaches only this process. */
  detached: boolean
}

/** The programs get none of our environment: it may hold the master key, and settings meant for other servers. */
const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/**
 * On Linux, the file descriptor 3 that a program and its children inherit; this name leads past the folders above it.
 */
const inherited = '/proc/self/fd/3'

const openFolder = (folder: string): Promise<FileHandle> => open(folder, constants.O_RDONLY | constants.O_DIRECTORY)

/**
 * Starts one of PostgreSQL's programs under the server's account, in the folder. If the folder lies below one that only
 * root may enter (/root, for example), root passes it on as an open file descriptor. So the account gets no further
 * right, no folder above is opened, and the data stays where it is.
 */
export const startProgram = async (program: ServerProgram): Promise<ChildProcess> => {
  const { account, file, folder, args, output, detached } = program
  const closed = await closedFolder(account, folder)
  if (closed !== undefined && process.platform !== 'linux')
    throw new Error(
      `PostgreSQL does not run as root, and its account may not enter ${closed}: start as an ordinary user, or set ROLLCALL_DATA to a folder elsewhere`,
    )
  const handle = closed === undefined ? undefined : await openFolder(folder)
  try {
    return spawn(file, args(handle === undefined ? folder : inherited), {
      env,
      ...account,
      cwd: folder,
      detached,
      stdio: ['ignore', output, output, ...(handle === undefined ? [] : [handle.fd])],
    })
  } finally {
    await handle?.close()
  }
}
