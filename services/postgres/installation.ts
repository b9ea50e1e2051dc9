import type { Queryable } from './queryable.ts'

/** A restore that has begun but not ended. */
export interface UnfinishedRestore {
  /** Id of the backup. */
  backupId: string
  /** Id of this restore: the ids of the events it appends are derived from it. */
  restoreId: string
  /** When it began, ISO 8601. */
  at: string
}

/** The engine that holds the log. */
export type Store = 'postgres' | 'kurrentdb'

/** What holds for the whole installation. */
export interface Installation {
  /** Part of every position that clients get, 0 to 2^32 - 1: positions of another epoch are no longer valid. */
  epoch: number
  /** While a restore is unfinished, nothing else may run on the data; null: none is. */
  restoring: UnfinishedRestore | null
  /** Null: no process has opened the log yet. */
  store: Store | null
}

/** May be called on any login but the callers'. */
export const readInstallation = async (database: Queryable): Promise<Installation> => {
  const { rows } = await database.query<Installation>('select epoch, restoring, store from installation')
  return rows[0]!
}

export const beginRestore = async (owner: Queryable, restore: UnfinishedRestore): Promise<void> => {
  await owner.query('update installation set restoring = $1', [JSON.stringify(restore)])
}

/** From now on positions of earlier epochs are refused; it also marks a restore as ended. */
export const beginEpoch = async (owner: Queryable, epoch: number): Promise<void> => {
  await owner.query('update installation set epoch = $1, restoring = null', [epoch])
}

export const settleStore = async (owner: Queryable, store: Store): Promise<void> => {
  await owner.query('update installation set store = $1', [store])
}

/** Answers whether anything was ever sealed here; even the first event needs a key. */
export const hasKeys = async (writer: Queryable): Promise<boolean> => {
  const { rows } = await writer.query<{ has: boolean }>('select exists (select from tenant_keys) as has')
  return rows[0]!.has
}

/** Records that a backup of this installation was completed now. */
export const noteBackup = async (owner: Queryable): Promise<void> => {
  await owner.query('update installation set backed_up_at = now()')
}

/** When the last backup ended, ISO 8601; null: there was none. */
export const lastBackupAt = async (writer: Queryable): Promise<string | null> => {
  const { rows } = await writer.query<{ at: string | null }>('select backed_up_at as at from installation')
  return rows[0]!.at
}

/** Seconds since the last backup ended; null: there was none. */
export const backupAge = async (writer: Queryable): Promise<number | null> => {
  const { rows } = await writer.query<{ seconds: number | null }>(
    'select extract(epoch from now() - backed_up_at)::float8 as seconds from installation',
  )
  return rows[0]!.seconds
}
