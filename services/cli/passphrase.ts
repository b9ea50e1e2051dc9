import { leastPassphraseLength } from '#services/backup/passphraseKey.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'

const variable = 'ROLLCALL_BACKUP_PASSPHRASE'

const given = ({ environment }: Surroundings): string | undefined => environment[variable] || undefined

const asking = ({ askSecret }: Surroundings): NonNullable<Surroundings['askSecret']> => {
  if (askSecret === null) throw new Error(`Set ${variable}, or run this on a terminal.`)
  return askSecret
}

const longEnough = (passphrase: string): string => {
  if (passphrase.length >= leastPassphraseLength) return passphrase
  throw new Error(`A passphrase takes at least ${leastPassphraseLength} characters.`)
}

/** Asks for the passphrase of a new backup, twice, because nobody can read the backup without it. */
export const newPassphrase = async (surroundings: Surroundings): Promise<string> => {
  const known = given(surroundings)
  if (known !== undefined) return longEnough(known)
  const ask = asking(surroundings)
  const passphrase = longEnough(await ask('Passphrase for this backup: '))
  if ((await ask('The same again: ')) !== passphrase) throw new Error('These were two different passphrases.')
  return passphrase
}

/** Asks for the passphrase of an existing backup. */
export const passphraseOf = async (surroundings: Surroundings, file: string): Promise<string> =>
  given(surroundings) ?? asking(surroundings)(`Passphrase of ${file}: `)
