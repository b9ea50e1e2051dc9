const struck = '[redacted]'

/** Names of fields that hold secrets, in lower case, without hyphens and underscores. */
const secretNames = new Set([
  'authorization',
  'cookie',
  'setcookie',
  'password',
  'current',
  'next',
  'token',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'secret',
  'masterkey',
  'apikey',
  'rollcallkey',
  'rollcallsimulated',
  'onetimepassword',
])

/** Secrets inside any text: bearer credentials, JSON Web Tokens, API keys and passwords in URLs. */
const secretLooks: readonly [RegExp, string][] = [
  [/\bBearer\s+[\w.~+/=-]+/gi, `Bearer ${struck}`],
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, struck],
  [/\brck_[\w-]+/g, struck],
  [/(\w+:\/\/[^\s:/@]+):[^\s@]+@/g, `$1:${struck}@`],
]

export const redactText = (text: string): string =>
  secretLooks.reduce((redacted, [look, replacement]) => redacted.replaceAll(look, replacement), text)

const isSecretName = (name: string): boolean => secretNames.has(name.toLowerCase().replaceAll(/[-_]/g, ''))

const describeError = (error: Error, depth: number): Record<string, unknown> => ({
  ...redactMembers({ ...error }, depth),
  name: error.name,
  message: redactText(error.message),
  ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
  ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
})

const redactMembers = (members: object, depth: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, isSecretName(name) ? struck : redact(value, depth + 1)]),
  )

/** The deepest nesting that is copied: what lies deeper is not worth logging, and a cycle would never end. */
const deepest = 6

/** Copies any value without its secrets, for a log. Never fails: bytes become their length, cycles are cut. */
export const redact = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepest) return '[deep]'
  if (value instanceof Error) return describeError(value, depth)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `[${value.length} bytes]`
  if (value instanceof Map) return redactMembers(Object.fromEntries(value), depth)
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item) => redact(item, depth + 1))
  return redactMembers(value, depth)
}
