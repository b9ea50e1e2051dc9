import type { RequestContext } from '#events/envelope.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { ClientHints } from '#services/ports/clientHints.ts'
import type { RequestClaim } from '#services/ports/requestClaim.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import type { Caller, CheckApiKey, CheckSession, RequireRecentProof } from './caller.ts'
import type { NoteRefusal } from './refusalLog.ts'
import type { Answer, LimitClass } from './route.ts'

export type Cookies = Readonly<Record<string, string | undefined>>

/** What a limit may count by. The claimed values come from the body of a request, so they prove nothing. */
export interface LimitKeys {
  address: string | null
  caller: { tenantId: string; id: string } | null
  claimedTenant: string | null
  claimedEmail: string | null
  claimedDevice: string | null
  /** The call tries a code of few digits, which can be guessed. */
  triesCode?: boolean
  /** The session of an authentic refresh token, or the caller's. */
  session: { tenantId: string; sessionId: string } | null
}

export interface LimitState {
  limit: number
  remaining: number
  resetSeconds: number
}

/** A call that its limit lets through. */
export interface Allowance {
  /** The state of the counter that is closest to its limit. */
  state: LimitState | null
  /** The person has signed in from this device or address before. Such a sign-in is checked before those of strangers. */
  isKnown: boolean
  /** Takes the call off the count. For calls that failed by our fault (5xx), which must not count as e.g. a failed sign-in. */
  giveBack: () => Promise<void>
  /** The password was right, and the sign-in goes on with another call: neither a failure nor a success. */
  hold: () => Promise<void>
  /** Tells the limit that the call was answered with 2xx. */
  succeed: () => Promise<void>
}

/** Reads when the caller's turn comes. @throws CodedError busy, rate-limited, filter-too-costly */
export type TakeTurn = (
  what: 'rows' | 'counts' | 'endings',
  caller: Caller,
  read: () => Promise<Answer>,
) => Promise<Answer>

/** What the HTTP edge needs of the rest; the composition root passes it in. */
export interface Edge {
  ambient: Ambient
  logger: Logger
  /** Keeps a line of what was refused to whom. */
  noteRefusal: NoteRefusal
  checkSession: CheckSession
  checkApiKey: CheckApiKey
  requireRecentProof: RequireRecentProof
  positions: WirePositions
  waitForView: (position: number) => Promise<void>
  /** @throws CodedError rate-limited */
  consumeLimit: (limit: LimitClass, keys: LimitKeys) => Promise<Allowance | null> | Allowance | null
  /** The session an authentic refresh token in this body or these cookies belongs to. No stream is read. */
  refreshingSession: (body: unknown, cookies: Cookies) => { tenantId: string; sessionId: string } | null
  /** What was typed where a sign-in began that goes on with this body; null: it holds no authentic challenge. */
  waitingSignIn: (body: unknown) => { tenant: string; email: string; device: string | null } | null
  takeTurn: TakeTurn
  runIdempotent: (
    request: { caller: Caller; routeId: string; key: string; body: unknown },
    handle: (claim: RequestClaim) => Promise<Answer>,
  ) => Promise<Answer>
  /** Waits for the work, but no longer than people should for a database that says nothing. @throws CodedError store-unavailable */
  unlessSilent: <Result>(work: () => Promise<Result>) => Promise<Result>
  /** @throws CodedError clock-skewed while this process's clock differs from the store's */
  requireClock: () => void
  /** The address a request came from, behind trusted proxies. */
  clientAddress: (connection: { remoteAddress: string | undefined; forwardedFor: string | undefined }) => string | null
  /** Whether a connection comes from a proxy that the operator trusts. */
  isTrustedProxy: (remoteAddress: string | undefined) => boolean
  buildContext: (facts: {
    ip: string | null
    userAgent: string | null
    clientId: string | null
    hints?: ClientHints
    simulated: boolean
  }) => RequestContext
  /** Key with which the demo's simulator may say what address a request comes from; null: nobody may. */
  simulatedKey: string | null
}
