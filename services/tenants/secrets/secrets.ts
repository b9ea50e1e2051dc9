/**
 * `password`: an argon2 hash in PHC form, or a sealed hash that another system made. `link`: the SHA-256 of a one-time link's secret, in hex. `apiKey`: the SHA-256 of
 * a key, in base64url. `totp`: the sealed seed of an app's codes. `webauthn`: a passkey's public key, sealed. `recovery`: keyed hashes of
 * recovery codes. `trust`: the SHA-256 of what a trusted device shows, in base64url. sweepSecrets.ts has a rule for each kind that says which secrets it may delete.
 */
export type SecretKind = 'password' | 'link' | 'apiKey' | 'totp' | 'webauthn' | 'recovery' | 'trust'

/** An immutable secret. Its owner's stream says which one is current. `userId`: whose password it is, or who made the key. */
export interface Secret {
  tenantId: string
  id: string
  userId: string
  kind: SecretKind
  value: string
}

export interface Secrets {
  put(secret: Secret): Promise<void>
  /** All of this tenant. */
  putAll(tenantId: string, secrets: readonly Secret[]): Promise<void>
  /** Null: this tenant has no such secret of this kind. */
  value(secret: Pick<Secret, 'tenantId' | 'kind' | 'id'>): Promise<string | null>
}

const keyOf = ({ tenantId, kind, id }: Pick<Secret, 'tenantId' | 'kind' | 'id'>): string => `${tenantId}+${kind}+${id}`

/** For histories and tests that run without a database. */
export const memorySecrets = (): Secrets => {
  const rows = new Map<string, string>()
  return {
    put: async (secret) => void rows.set(keyOf(secret), secret.value),
    putAll: async (_tenantId, secrets) => secrets.forEach((secret) => rows.set(keyOf(secret), secret.value)),
    value: async (secret) => rows.get(keyOf(secret)) ?? null,
  }
}
