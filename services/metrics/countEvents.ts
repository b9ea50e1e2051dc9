import { Counter, type Registry } from 'prom-client'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { NewEvent } from '#events/envelope.ts'
import { isOneOf } from '#events/isOneOf.ts'
import { effectOf, isSessionEnding, type SessionEndingType } from '#events/session/endings.ts'

const isCounted = isOneOf(
  'SessionStarted',
  'SessionRefreshed',
  'LoginFailed',
  'RefreshRefused',
  'RefreshTokenReused',
  'AnomalyRaised',
  'UserHeld',
  'UserReleased',
  'BlockAdded',
  'BlockRemoved',
  'RecordsRetired',
)

/**
 * Counters of what happens. The caller passes each event that this process has stored, so a total is the sum over all processes.
 */
export const countEvents = (registers: [Registry]): ((event: NewEvent<RollcallEvent>) => void) => {
  const counter = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter({ name: `rollcall_${name}_total`, help, labelNames: [...labelNames], registers })

  const starts = counter('session_starts', 'Sign-ins that made a session')
  const refreshes = counter('session_refreshes', 'Refreshes that advanced a session')
  const logouts = counter('session_logouts', 'Sessions ended by their own person, by kind', ['by'])
  const revocations = counter('session_revocations', 'Sessions ended by decision, by cause', ['cause'])
  const expiries = counter('session_expiries', 'Sessions ended by time, by kind', ['kind'])
  const failures = counter('sign_in_failures', 'Refused sign-ins of known tenants, by cause', ['cause'])
  const refusals = counter('refresh_refusals', 'Refused refreshes with an authentic token, by cause', ['cause'])
  const reuses = counter('refresh_reuses', 'Refresh tokens used twice')
  const anomalies = counter('anomalies', 'Findings, by rule', ['rule'])

  const containments = counter('containments', 'Holds and blocks, set and lifted', ['what'])

  const retired = counter('retired_rows', 'Rows that retention removed from the views, by what they were', ['kind'])

  const ends: Record<SessionEndingType, (cause: string) => void> = {
    SessionLoggedOut: (by) => logouts.inc({ by }),
    SessionRevoked: (cause) => revocations.inc({ cause }),
    SessionExpired: (kind) => expiries.inc({ kind }),
  }
  return (event) => {
    // What ended before it was taken over ended nothing here.
    if ('endedAt' in event.data && event.data.endedAt !== undefined) return
    if (isSessionEnding(event)) return ends[event.type](effectOf(event).cause)
    if (!isCounted(event)) return
    switch (event.type) {
      case 'SessionStarted':
        return event.data.takenOver === undefined ? starts.inc() : undefined
      case 'SessionRefreshed':
        return refreshes.inc()
      case 'LoginFailed':
        return failures.inc({ cause: event.data.cause })
      case 'RefreshRefused':
        return refusals.inc({ cause: event.data.cause })
      case 'RefreshTokenReused':
        return reuses.inc()
      case 'AnomalyRaised':
        return anomalies.inc({ rule: event.data.rule })
      case 'UserHeld':
        return containments.inc({ what: 'hold' })
      case 'UserReleased':
        return containments.inc({ what: 'hold-lifted' })
      case 'BlockAdded':
        return containments.inc({ what: 'block' })
      case 'BlockRemoved':
        return containments.inc({ what: 'block-lifted' })
      case 'RecordsRetired':
        for (const [kind, rows] of Object.entries(event.data.removed)) retired.inc({ kind }, rows)
        return
    }
  }
}
