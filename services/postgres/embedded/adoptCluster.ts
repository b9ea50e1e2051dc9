import { lchown, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { ServerAccount } from './serverAccount.ts'

/**
 * When root copies a project, root owns all of the copy, but PostgreSQL only serves data that its own account owns. So
 * the account gets the data directory back. The directory itself changes owner last: if a start is killed before that,
 * the next one does the work again.
 */
export const adoptCluster = async (account: ServerAccount, dataDirectory: string): Promise<void> => {
  if (account === null) return
  const cluster = await stat(path.join(dataDirectory, 'PG_VERSION')).catch(() => undefined)
  if (cluster === undefined || (await stat(dataDirectory)).uid !== 0) return
  for (const entry of await readdir(dataDirectory, { withFileTypes: true, recursive: true }))
    await lchown(path.join(entry.parentPath, entry.name), account.uid, account.gid)
  await lchown(dataDirectory, account.uid, account.gid)
}
