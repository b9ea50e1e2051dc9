import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { closedFolder, type ServerAccount } from './serverAccount.ts'

export interface ServerProgram {
  account: ServerAccount
  /** The program's file. */
  file: string
  /** The folder that it works in. */
  folder: string
  /** Its arguments; `folder` is the name by which the program reaches that folder. */
  args(folder: string): string[]
  /** Takes what it says: a file descriptor, or a pipe to its caller. */
  output: number | 'pipe'
  /** In a process group of its own: Ctrl-C reaches us alone. */
  detached: boolean
}

/** Nothing of our own environment: it may hold the master key, and settings meant for other servers. */
const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Linux: what a program and its children inherited as file descriptor 3, by a name that leads past the folders above it. */
const inherited = '/proc/self/fd/3'

const openFolder = (folder: string): Promise<FileHandle> => open(folder, constants.O_RDONLY | constants.O_DIRECTORY)

/**
 * Starts one of PostgreSQL's programs under the server's account, in the folder.
 * Below a folder that only root may enter (/root, say) root hands it its folder open: the account gets no right it did not have,
 * nothing above is opened, and the data stays where it was asked for.
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
