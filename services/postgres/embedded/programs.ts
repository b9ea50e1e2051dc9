import { chmod, cp, lstat, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Binaries, binariesIn } from './binaries.ts'
import { closedFolder, type ServerAccount } from './serverAccount.ts'

/** On every Linux, only root may write in this folder and everybody may enter it. */
const copiesIn = '/var/lib'

const mayBeRunByAll = async (folder: string): Promise<void> => {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue
    const target = path.join(entry.parentPath, entry.name)
    const isRun = entry.isDirectory() || ((await stat(target)).mode & 0o100) !== 0
    await chmod(target, isRun ? 0o755 : 0o644)
  }
}

/**
 * Makes the copy beside its place and moves it there when it is complete. If two processes do so at once, the second
 * finds it done.
 */
const copyTo = async (source: string, copy: string): Promise<void> => {
  const draft = `${copy}.${process.pid}`
  try {
    await cp(source, draft, { recursive: true, verbatimSymlinks: true })
    await mayBeRunByAll(draft)
    await rename(draft, copy)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if ((await lstat(copy).catch(() => undefined)) === undefined) throw error
  }
}

/** @throws Error when somebody but root could put other programs into the folder */
const requireRoots = async (copy: string): Promise<void> => {
  const found = await lstat(copy)
  if (found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0) return
  throw new Error(`${copy} must be a folder that root alone may change: remove it, and the next start makes it anew`)
}

interface ProgramsNeeds {
  packaged: Binaries
  account: ServerAccount
  /** The folder in which the copy is made. */
  beside?: string
  say?: (sentence: string) => void
}

/**
 * Answers programs that the server's account may run. PostgreSQL's programs check access to their own files with
 * access(2), so not even CAP_DAC_OVERRIDE lets them run below a folder that only root may enter (/root, for example).
 * Then root runs a copy of them from outside. The copied files come from the npm package and are no secret, and the
 * closed folder stays closed.
 */
export const programsFor = async ({ packaged, account, beside = copiesIn, say }: ProgramsNeeds): Promise<Binaries> => {
  const closed = await closedFolder(account, packaged.postgres)
  if (closed === undefined) return packaged
  const copy = path.join(beside, `rollcall-postgresql-${packaged.version}`)
  if ((await lstat(copy).catch(() => undefined)) === undefined) await copyTo(packaged.folder, copy)
  await requireRoots(copy)
  say?.(`PostgreSQL's programs run from ${copy}: it does not run as root, and its account may not enter ${closed}`)
  return binariesIn(copy, packaged.version)
}
