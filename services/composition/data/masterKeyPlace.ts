import type { Randomness } from '#services/ambient/clock.ts'
import type { Settings } from '#services/settings/settings.ts'
import { dataFolder, secretFile } from './dataFolder.ts'

/**
 * Gives this installation the master key of a backup. Where it has none yet, the key is written into the data folder.
 * @throws Error where the installation has another master key already
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

/** The master key in the form that ROLLCALL_MASTER_KEY takes. */
export const masterKeyText = (masterKey: Buffer): string => masterKey.toString('base64')
