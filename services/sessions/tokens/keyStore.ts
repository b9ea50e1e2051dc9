/** `refresh`: HMAC keys of refresh tokens. `signing`: Ed25519 seeds of access tokens. */
export type TokenKeyPurpose = 'refresh' | 'signing'

/** A key as it is stored: sealed with a key derived from the master key. */
export interface StoredKey {
  /** 16 hex digits, random. */
  id: string
  sealed: Buffer
  /** From then on the key issues tokens, ISO 8601. Every process knows the key before. */
  activeFrom: string
}

/** Stores token keys for all processes. */
export interface KeyStore {
  /** Oldest first. */
  list(purpose: TokenKeyPurpose): Promise<StoredKey[]>
  /**
   * Adds the key that `next` makes from the stored keys, if any. Holds a lock that other writers wait for. Answers all
   * keys.
   */
  extend(purpose: TokenKeyPurpose, next: (keys: readonly StoredKey[]) => StoredKey | null): Promise<StoredKey[]>
  drop(purpose: TokenKeyPurpose, ids: readonly string[]): Promise<void>
  /** The store's clock, milliseconds since the epoch. */
  now(): Promise<number>
}
