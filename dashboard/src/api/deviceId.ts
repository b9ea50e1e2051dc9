import type { Memory } from './memory.ts'

const key = 'rollcall.deviceId'

/** A random id that this browser makes at its first sign-in and keeps, so that its later sessions count as one device. */
export const deviceIdOf = (memory: Memory, randomId: () => string): string => {
  const known = memory.read<unknown>(key)
  if (typeof known === 'string' && known !== '') return known
  const made = randomId()
  memory.write(key, made)
  return made
}
