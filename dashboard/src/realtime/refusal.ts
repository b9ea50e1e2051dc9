/** Why the server refused a socket, as its handshake error carries it. */
export interface Refusal {
  code: string
  cause: string | null
  message: string | null
  endedAt: string | null
}

const member = (object: object, key: string): string | null => {
  const value: unknown = (object as Record<string, unknown>)[key]
  return typeof value === 'string' ? value : null
}

/** Null: not a refusal but a failed connection. */
export const refusalOf = (error: unknown): Refusal | null => {
  if (typeof error !== 'object' || error === null || !('data' in error)) return null
  const { data } = error
  if (typeof data !== 'object' || data === null) return null
  const code = member(data, 'code')
  if (code === null) return null
  return { code, cause: member(data, 'cause'), message: member(data, 'message'), endedAt: member(data, 'endedAt') }
}
