/** An immutable secret; which one is current says its owner's stream. */
export interface Secret {
  tenantId: string
  id: string
  /** Whose it is. */
  userId: string
  kind: 'password'
  /** An argon2 hash in PHC form. */
  value: string
}

export interface Secrets {
  put(secret: Secret): Promise<void>
  /** Null: no such secret in this tenant. */
  value(tenantId: string, id: string): Promise<string | null>
}

/** For histories and tests that run without a database. */
export const memorySecrets = (): Secrets => {
  const rows = new Map<string, string>()
  return {
    put: async ({ tenantId, id, value }) => void rows.set(`${tenantId}+${id}`, value),
    value: async (tenantId, id) => rows.get(`${tenantId}+${id}`) ?? null,
  }
}
