/**
 * `password`: an argon2 hash in PHC form; the person's stream says which one is current. Each kind has a rule for the sweep
 * (sweepSecrets.ts).
 */
export type SecretKind = 'password'

/** An immutable secret; which one is current says its owner's stream. */
export interface Secret {
  tenantId: string
  id: string
  /** Whose it is. */
  userId: string
  kind: SecretKind
  value: string
}

export interface Secrets {
  put(secret: Secret): Promise<void>
  /** Null: no such secret of this kind in this tenant. */
  value(secret: Pick<Secret, 'tenantId' | 'kind' | 'id'>): Promise<string | null>
}

const keyOf = ({ tenantId, kind, id }: Pick<Secret, 'tenantId' | 'kind' | 'id'>): string => `${tenantId}+${kind}+${id}`

/** For histories and tests that run without a database. */
export const memorySecrets = (): Secrets => {
  const rows = new Map<string, string>()
  return {
    put: async (secret) => void rows.set(keyOf(secret), secret.value),
    value: async (secret) => rows.get(keyOf(secret)) ?? null,
  }
}
