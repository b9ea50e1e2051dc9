/** The parts of a compact JWS (RFC 7515, 7.1). Nothing is verified yet. */
export interface ReadToken {
  /** The header as it stands in the token: as good as the id of its key, which it holds beside two constants. */
  header: string
  claims: object
  /** What the signature is over. */
  signed: Buffer
  signature: Buffer
}

const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** The one header that Rollcall gives to a token signed with this key. */
export const headerOf = (kid: string): string => encoded({ alg: 'EdDSA', typ: 'at+jwt', kid })

const parse = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}

/** Undefined unless the text is the one that Rollcall would have made of the value, so that no two texts are one token. */
const parseExactly = (text: string): object | undefined => {
  const value = parse(text)
  return typeof value === 'object' && value !== null && encoded(value) === text ? value : undefined
}

/** The key that a header names. Undefined: Rollcall makes no such header, whatever else it says. */
export const keyIdOf = (header: string): string | undefined => {
  const { kid } = (parseExactly(header) ?? {}) as { kid?: unknown }
  return typeof kid === 'string' && headerOf(kid) === header ? kid : undefined
}

const signatureBytes = 64

/** Undefined: no text that Rollcall makes. */
export const readToken = (token: string): ReadToken | undefined => {
  const [header = '', body = '', tail = '', ...rest] = token.split('.')
  const claims = parseExactly(body)
  const signature = Buffer.from(tail, 'base64url')
  if (rest.length > 0 || claims === undefined || Array.isArray(claims)) return undefined
  if (signature.length !== signatureBytes || signature.toString('base64url') !== tail) return undefined
  return { header, claims, signed: Buffer.from(`${header}.${body}`), signature }
}
