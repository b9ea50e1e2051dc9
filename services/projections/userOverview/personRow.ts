import type { Role } from '#events/tenant/events.ts'
import type { PersonStatus } from '#events/wordLists.ts'
import type { RaisedAnomaly } from '../fold/raisedAnomalies.ts'
import type { FamiliarDevice, FamiliarPlace } from './userOverviewTable.ts'

/** A person as `/v1/people` answers them. */
export interface PersonRow {
  id: string
  email: string
  name: string
  status: PersonStatus
  held: boolean
  roles: Role[]
  invitedUntil: string | null
  registeredAt: string | null
  lastSignInAt: string | null
  lastFailureAt: string | null
  sessions: { live: number; past: number }
  failures: number
  /** The most recently seen come first. */
  devices: FamiliarDevice[]
  places: FamiliarPlace[]
  /** Number of sign-ins for each hour of the day, UTC, from 0. */
  hours: number[]
  risk: number
  anomalies: string[]
  anomalyRules: string[]
}

/** The columns of `user_overview u` that `personRow` takes. */
export const personColumns = `u.user_id as id, u.email, u.name, u.status, u.roles,
  u.invited_until as "invitedUntil", u.registered_at as "registeredAt", u.last_sign_in_at as "lastSignInAt", u.last_failure_at as "lastFailureAt",
  u.live, u.past, u.failures, u.devices, u.places, u.hours, u.risk, u.anomalies as raised`

export interface SelectedPerson extends Omit<PersonRow, 'held' | 'sessions' | 'anomalies' | 'anomalyRules'> {
  live: number
  past: number
  raised: RaisedAnomaly[]
}

export const personRow = (selected: SelectedPerson): PersonRow => {
  const { id, email, name, status, roles, invitedUntil, registeredAt, lastSignInAt, lastFailureAt } = selected
  const { live, past, failures, devices, places, hours, risk, raised } = selected
  return {
    id,
    email,
    name,
    status,
    // No command can hold a person yet.
    held: false,
    roles,
    invitedUntil,
    registeredAt,
    lastSignInAt,
    lastFailureAt,
    sessions: { live, past },
    failures,
    devices,
    places,
    hours,
    risk,
    anomalies: raised.map((anomaly) => anomaly.id),
    anomalyRules: [...new Set(raised.map(({ rule }) => rule))],
  }
}
