import { isId } from '../revocations/sessionWords.ts'

/** Claims of an access token (RFC 9068) and Rollcall's own. Times are seconds since the epoch. */
export interface AccessClaims {
  readonly iss: string
  readonly aud: string
  /** The person. */
  readonly sub: string
  /** The application that the person signed in to. */
  readonly client_id: string
  /** The tenant. */
  readonly tid: string
  /** The session. */
  readonly sid: string
  readonly jti: string
  readonly iat: number
  readonly exp: number
  /** When the person proved who they are. A refresh leaves it. */
  readonly auth_time: number
  /** How: names of RFC 8176. */
  readonly amr: readonly string[]
  readonly roles: readonly string[]
  /** Generations, `<tenant>.<user>`: how many wide endings there had been when the token was issued. */
  readonly gen: string
  /** The person signed in with a one-time password, which is good for changing it and nothing else. */
  readonly must_change_password?: true
}

export interface Expected {
  issuer: string
  audiences: readonly string[]
  /** Seconds since the epoch. */
  now: number
}

/** What is wrong with a token, for the log of the API; callers are not told. */
export type Flaw =
  | 'malformed'
  | 'header'
  | 'key-unknown'
  | 'signature'
  | 'claims'
  | 'issuer'
  | 'audience'
  | 'tenant'
  | 'expired'
  | 'not-yet-valid'

type Claims = Partial<Record<string, unknown>>

const generations = /^\d{1,15}\.\d{1,15}$/
const isText = (value: unknown): boolean => typeof value === 'string'
const isUuid = (value: unknown): boolean => isText(value) && isId(value as string)
const isTime = (value: unknown): boolean => Number.isSafeInteger(value)
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)

const rules: Record<keyof AccessClaims, (value: unknown) => boolean> = {
  iss: isText,
  aud: isText,
  sub: isUuid,
  client_id: isText,
  tid: isUuid,
  sid: isUuid,
  jti: isText,
  iat: isTime,
  exp: isTime,
  auth_time: isTime,
  amr: areTexts,
  roles: areTexts,
  gen: (value) => isText(value) && generations.test(value as string),
  must_change_password: (value) => value === undefined || value === true,
}
const names = Object.keys(rules) as (keyof AccessClaims)[]

const areClaims = (value: object): value is AccessClaims => {
  const claims: Claims = value
  return names.every((name) => rules[name](claims[name]))
}

/** `nbf` (RFC 7519, 4.1.5): Rollcall sets none. */
const isNotYetValid = ({ nbf }: Claims, now: number): boolean =>
  nbf !== undefined && !(typeof nbf === 'number' && nbf <= now)

/** Every check of RFC 9068, section 4, that needs no key. Null: none failed. */
export const flawOfClaims = (value: object, { issuer, audiences, now }: Expected): Flaw | null => {
  const said: Claims = value
  if (!areClaims(value)) return 'claims'
  if (value.iss !== issuer) return 'issuer'
  if (!audiences.includes(value.aud)) return 'audience'
  if (value.exp <= now) return 'expired'
  return isNotYetValid(said, now) ? 'not-yet-valid' : null
}
