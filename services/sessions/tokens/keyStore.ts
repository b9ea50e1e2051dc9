/** `refresh`: HMAC keys of refresh tokens. `signing`: Ed25519 seeds of access tokens. */
export type TokenKeyPurpose = 'refresh' | 'signing'

/** A key as it rests: sealed under the master key. */
export interface StoredKey {
  /** 16 hex digits, random. */
  id: string
  sealed: Buffer
  /** ISO 8601: issued with from then on, known to every process before. */
  activeFrom: string
}

/** Where token keys rest, shared by all processes. */
export interface KeyStore {
  /** Oldest first. */
  list(purpose: TokenKeyPurpose): Promise<StoredKey[]>
  /** Adds what `next` makes of the keys as they are, under a lock that keeps other processes out; answers all. */
  extend(purpose: TokenKeyPurpose, next: (keys: readonly StoredKey[]) => StoredKey | null): Promise<StoredKey[]>
  drop(purpose: TokenKeyPurpose, ids: readonly string[]): Promise<void>
}
