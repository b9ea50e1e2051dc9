import { current, type VectorKey } from './vectorKeys.ts'

export const issuer = 'https://sessions.example'
export const audience = 'shop-api'
/** Seconds since the epoch: 1 December 2026. */
export const now = 1_796_083_200
export const ids = {
  tenant: '01939c00-0000-7000-8000-00000000000a',
  otherTenant: '01939c00-0000-7000-8000-00000000000b',
  ann: '01939c00-0000-7000-8000-0000000000a1',
  ben: '01939c00-0000-7000-8000-0000000000b1',
  session: '01939c5e-1f00-7abc-9def-00c0ffee0001',
  otherSession: '01939c5e-1f00-7abc-9def-00c0ffee0002',
} as const

/** Claims of a token that is good. */
export const goodClaims = {
  iss: issuer,
  jti: '01939c5e-1f00-7abc-9def-0000000000aa',
  iat: now - 60,
  aud: audience,
  sub: ids.ann,
  client_id: 'shop',
  tid: ids.tenant,
  sid: ids.session,
  exp: now + 1_740,
  auth_time: now - 600,
  amr: ['pwd'],
  roles: ['member'],
  gen: '0.0',
}
export type VectorClaims = Record<string, unknown>

export const goodHeader = { alg: 'EdDSA', typ: 'at+jwt', kid: current.kid }

export const encoded = (part: unknown): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')

/** Texts are taken as they are, all else as JSON. */
export const unsignedOf = (header: unknown, claims: unknown): string => `${encoded(header)}.${encoded(claims)}`

/** A token whose signature holds, whatever it says. */
export const signedBy = (key: VectorKey, header: unknown, claims: unknown): string => {
  const text = unsignedOf(header, claims)
  return `${text}.${key.sign(text).toString('base64url')}`
}

/** As Rollcall signs it. */
export const tokenOf = (claims: VectorClaims = {}, key = current): string =>
  signedBy(key, { ...goodHeader, kid: key.kid }, { ...goodClaims, ...claims })

export const without = (name: string): VectorClaims =>
  Object.fromEntries(Object.entries(goodClaims).filter(([each]) => each !== name))
