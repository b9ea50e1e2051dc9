import { deriveKey } from './masterKey.ts'

/**
 * Number of an advisory lock, in decimal. Any login that may connect may take any such lock, so only whoever has the master key knows
 * which number it is.
 */
export const lockNumber = (masterKey: Buffer, name: string): string =>
  deriveKey(masterKey, 'locks', name).export().readBigInt64BE().toString()
