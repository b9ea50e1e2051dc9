import { join } from 'node:path'
import { openBackupFile } from '#services/backup/readBackupFile.ts'
import { restoreBackup, type RestoreRequest } from '#services/backup/restoreBackup.ts'
import { takeBackup } from '#services/backup/takeBackup.ts'
import { verifyBackup } from '#services/backup/verifyBackup.ts'
import { storeOf } from '#services/composition/data/openData.ts'
import { openLog, writeInOrderTo } from '#services/composition/data/openLog.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import type { TestDatabase } from './database.ts'
import { realAmbient } from './realAmbient.ts'

const passphrase = 'a passphrase of tests'
const now = (): number => performance.now()
const unheard = async (): Promise<void> => undefined

/** Backs up what is in the database, beside whoever runs on it. */
export const backUp = async ({ reopen, masterKey, kurrentdbUrl }: RestoreTarget, folder: string) => {
  const databases = await reopen()
  const store = kurrentdbUrl === undefined ? {} : { kurrentdbUrl }
  const { log, close } = openLog({ databases, masterKey, ...store }, now)
  const file = join(folder, `${realAmbient.random.id()}.backup`)
  try {
    const request = { databases, log, masterKey, ambient: realAmbient, file, passphrase, release: 'test' }
    return { file, ...(await takeBackup({ ...request, onProgress: unheard })) }
  } finally {
    await close()
    await databases.close()
  }
}

export interface RestoreTarget extends Pick<TestDatabase, 'reopen' | 'masterKey'> {
  /** The log goes there; absent: into the database. */
  kurrentdbUrl?: string
}

/** Restores into an empty installation as the command does; `changes` let a test break it half-way. */
export const restoreInto = async (
  { reopen, masterKey, kurrentdbUrl }: RestoreTarget,
  file: string,
  changes: (request: RestoreRequest) => Partial<RestoreRequest> = () => ({}),
) => {
  const databases = await reopen()
  const backup = await openBackupFile(file, passphrase)
  const data = { databases, masterKey, ...(kurrentdbUrl === undefined ? {} : { kurrentdbUrl }) }
  const { log, store, close } = openLog(data, now)
  try {
    const request: RestoreRequest = {
      verified: await verifyBackup(backup, unheard),
      databases,
      log,
      store,
      write: writeInOrderTo(data, log),
      engine: storeOf(data),
      ambient: realAmbient,
      rebuild: async () => void (await rebuild(data)),
      phase: (_, work) => work(unheard),
    }
    return await restoreBackup({ ...request, ...changes(request) })
  } finally {
    await close()
    await backup.close()
    await databases.close()
  }
}
