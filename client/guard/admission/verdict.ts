import type { AccessClaims, Flaw } from '../token/accessClaims.ts'

/** Who makes a request. The same object for every request with the same access token, so it cannot be changed. */
export interface Caller {
  readonly userId: string
  readonly sessionId: string
  readonly tenantId: string
  /** The application that the person signed in to. */
  readonly clientId: string
  readonly roles: readonly string[]
  /** How the person proved who they are: names of RFC 8176, `pwd` or `otp` say. */
  readonly methods: readonly string[]
  /** When they did. Seconds since the epoch. */
  readonly authenticatedAt: number
  /** When the access token expires. Seconds since the epoch. */
  readonly expiresAt: number
  readonly claims: AccessClaims
}

/** Codes are those of Rollcall's own API; `sign-in-too-old` is only said by guards. */
export type RefusalCode =
  | 'not-signed-in'
  | 'session-ended'
  | 'token-outdated'
  | 'password-change-required'
  | 'forbidden'
  | 'sign-in-too-old'
  | 'reauthentication-required'
  | 'revocation-unknown'

export interface Refusal {
  readonly code: RefusalCode
  readonly status: 401 | 403 | 503
  /** For who wrote the client. */
  readonly detail: string
  /** For the log of the API: what is wrong with the token, or why nothing could be decided. Never for the client. */
  readonly why: Flaw | 'no-token' | 'inactive' | 'session' | 'no-answer' | 'stale' | 'keys-missing' | 'closed' | null
  /** Parameters of the `WWW-Authenticate: Bearer` challenge (RFC 6750, 3; RFC 9470, 3); null: there is none. */
  readonly challenge: Readonly<Record<string, string>> | null
}

/** `const { caller, refusal } = await guard.verify(token)`: one of them is null. */
export type Verdict =
  { readonly caller: Caller; readonly refusal: null } | { readonly caller: null; readonly refusal: Refusal }

/** Something that a route wants beyond a good token. `now`: seconds since the epoch. Null: the caller has it. */
export type Requirement = (caller: Caller, now: number) => Refusal | null
