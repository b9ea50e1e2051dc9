import type { SessionStatus } from '#events/session/fold.ts'

/** A session as a person sees it; `idle` is active without activity for 15 minutes. */
export type ShownStatus = 'live' | 'idle' | 'logged-out' | 'expired' | 'revoked'
export type SeverityGlyph = 'sev-1' | 'sev-2' | 'sev-3' | 'sev-4'
export type Glyph = ShownStatus | 'blocked' | SeverityGlyph | 'operation' | 'refresh' | 'activity' | 'context' | 'key'

/** As the filter's `idle` and the server's counts have it. */
const idleAfterMs = 15 * 60_000

export const statusWords: Record<ShownStatus, string> = {
  live: 'Live',
  idle: 'Idle',
  'logged-out': 'Logged out',
  expired: 'Expired',
  revoked: 'Revoked',
}

/** `now` in milliseconds since the epoch, by the server's clock. */
export const shownStatus = (session: { status: SessionStatus; lastActiveAt: string }, now: number): ShownStatus => {
  switch (session.status) {
    case 'active':
      return now - Date.parse(session.lastActiveAt) >= idleAfterMs ? 'idle' : 'live'
    case 'loggedOut':
      return 'logged-out'
    case 'expired':
      return 'expired'
    case 'revoked':
      return 'revoked'
  }
}

/** Severity and risk run in four steps: 25 low, 50 medium, 75 high, 100 critical. */
export const severityGlyph = (severity: number): SeverityGlyph =>
  severity > 75 ? 'sev-4' : severity > 50 ? 'sev-3' : severity > 25 ? 'sev-2' : 'sev-1'

export const severityWords: Record<SeverityGlyph, string> = {
  'sev-1': 'Low',
  'sev-2': 'Medium',
  'sev-3': 'High',
  'sev-4': 'Critical',
}

const eventGlyphs: Record<string, Glyph> = {
  SessionStarted: 'live',
  SessionRefreshed: 'refresh',
  SessionActivityRecorded: 'activity',
  SessionContextChanged: 'context',
  SessionReauthenticated: 'key',
  SessionLoggedOut: 'logged-out',
  SessionExpired: 'expired',
  SessionRevoked: 'revoked',
  SessionsInvalidated: 'revoked',
  BindingBroken: 'context',
  StepUpRequired: 'key',
  RefreshTokenReused: 'sev-4',
  RefreshRefused: 'blocked',
  ReauthenticationRefused: 'blocked',
  EndedSessionUsed: 'blocked',
  LoginFailed: 'blocked',
  CredentialChanged: 'key',
  AnomalyRaised: 'sev-3',
  OperationStarted: 'operation',
  OperationSessionEnded: 'operation',
  OperationFinished: 'operation',
  EffectMeasured: 'operation',
}

/** Types this release does not know are shown with the plainest mark. */
export const eventGlyph = (type: string): Glyph => eventGlyphs[type] ?? 'activity'
