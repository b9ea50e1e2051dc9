import { lchown, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { ServerAccount } from './serverAccount.ts'

/**
 * Root's copy of a project is root's as a whole, and PostgreSQL serves its own account's data alone: the account gets the data
 * directory back. The directory itself comes last, so that a start that was killed meanwhile is repeated.
 */
export const adoptCluster = async (account: ServerAccount, dataDirectory: string): Promise<void> => {
  if (account === null) return
  const cluster = await stat(path.join(dataDirectory, 'PG_VERSION')).catch(() => undefined)
  if (cluster === undefined || (await stat(dataDirectory)).uid !== 0) return
  for (const entry of await readdir(dataDirectory, { withFileTypes: true, recursive: true }))
    await lchown(path.join(entry.parentPath, entry.name), account.uid, account.gid)
  await lchown(dataDirectory, account.uid, account.gid)
}
