import type { ImportedHash } from '../imported/importedHash.ts'

/** What the server and its hashing process tell each other. Over their channel alone: passwords are in no argument and no file. */

/** The first message to the process. */
export interface HashingKey {
  secret: Uint8Array
}

export type HashingWork =
  | { kind: 'hash'; password: string }
  | { kind: 'verify'; stored: string; password: string }
  | { kind: 'verifyImported'; stored: ImportedHash; password: string }

export type HashingOrder = HashingWork & { id: number }

export type HashingResult = { id: number } & ({ value: string | boolean } | { error: Error })
