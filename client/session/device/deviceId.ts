import type { Kept } from '../storage/kept.ts'

/** What the server takes. */
const mostCharacters = 200

/** A random id that a device makes at its first sign-in and keeps, so that its later sessions count as one device. */
export const deviceIdOf = async (kept: Kept, key: string, randomId: () => string): Promise<string> => {
  const known = await kept.read<unknown>(key)
  if (typeof known === 'string' && known !== '' && known.length <= mostCharacters) return known
  const made = randomId()
  await kept.write(key, made)
  return made
}
