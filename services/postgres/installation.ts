import type { Queryable } from './queryable.ts'

/** A restore that has begun and not ended. */
export interface UnfinishedRestore {
  /** Of the backup. */
  backupId: string
  /** Of this restore: the ids of its own events follow from it. */
  restoreId: string
  /** ISO 8601: when it began. */
  at: string
}

/** The engine that holds the log. */
export type Store = 'postgres' | 'kurrentdb'

/** What is true of the whole installation. */
export interface Installation {
  /** Part of every position on the wire, 0 to 2^32 - 1: positions of another epoch mean nothing any more. */
  epoch: number
  /** Nothing may run on the data until it has ended; null: none. */
  restoring: UnfinishedRestore | null
  /** Null: nobody has opened it yet. */
  store: Store | null
}

/** By any login but the callers'. */
export const readInstallation = async (database: Queryable): Promise<Installation> => {
  const { rows } = await database.query<Installation>('select epoch, restoring, store from installation')
  return rows[0]!
}

export const beginRestore = async (owner: Queryable, restore: UnfinishedRestore): Promise<void> => {
  await owner.query('update installation set restoring = $1', [JSON.stringify(restore)])
}

/** From here on positions handed out before are refused; a restore that was under way has ended. */
export const beginEpoch = async (owner: Queryable, epoch: number): Promise<void> => {
  await owner.query('update installation set epoch = $1, restoring = null', [epoch])
}

export const settleStore = async (owner: Queryable, store: Store): Promise<void> => {
  await owner.query('update installation set store = $1', [store])
}

/** Whether anything was ever sealed here: the first event needs a key. */
export const hasKeys = async (writer: Queryable): Promise<boolean> => {
  const { rows } = await writer.query<{ has: boolean }>('select exists (select from tenant_keys) as has')
  return rows[0]!.has
}

/** A backup of this installation is whole, as of now. */
export const noteBackup = async (owner: Queryable): Promise<void> => {
  await owner.query('update installation set backed_up_at = now()')
}

/** Seconds since the last backup ended; null: there was none. */
export const backupAge = async (writer: Queryable): Promise<number | null> => {
  const { rows } = await writer.query<{ seconds: number | null }>(
    'select extract(epoch from now() - backed_up_at)::float8 as seconds from installation',
  )
  return rows[0]!.seconds
}
