import type { Randomness } from '#services/ambient/clock.ts'
import type { Settings } from '#services/settings/settings.ts'
import { dataFolder, secretFile } from './dataFolder.ts'

/**
 * Sees to it that this installation has the master key of a backup: on a bare machine it is put where the embedded one is kept.
 * @throws Error where there is another already
 */
export const placeMasterKey = async (
  settings: Pick<Settings, 'ROLLCALL_MASTER_KEY' | 'ROLLCALL_DATA'>,
  masterKey: Buffer,
  random: Randomness,
): Promise<void> => {
  const { ROLLCALL_MASTER_KEY: given, ROLLCALL_DATA: data } = settings
  const path = dataFolder(data).masterKey
  const present = given ?? (await secretFile(path, { ...random, bytes: () => masterKey }))
  if (present.equals(masterKey)) return
  throw new Error(
    given === undefined
      ? `${path} is another master key than the backup's. Set ROLLCALL_DATA to a folder that does not exist yet.`
      : 'ROLLCALL_MASTER_KEY is another master key than the backup\'s; "rollcall restore --master-key <file>" prints that one.',
  )
}

/** As ROLLCALL_MASTER_KEY takes it. */
export const masterKeyText = (masterKey: Buffer): string => masterKey.toString('base64')
