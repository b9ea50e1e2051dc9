import type { Role } from '#events/tenant/events.ts'
import type { PersonStatus } from '#events/wordLists.ts'
import type { RaisedAnomaly } from '../fold/raisedAnomalies.ts'
import { isHeld } from '#events/user/hold.ts'
import type { FamiliarDevice, FamiliarPlace, LastHold } from './userOverviewTable.ts'

/** A hold that is in force. */
export interface ShownHold {
  /** Null: until the person chooses a new password by a link. */
  until: string | null
  since: string
  by: { kind: string; id: string; name: string | null }
  reason: string | null
  ticket: string | null
}

/** A person as `/v1/people` answers them. */
export interface PersonRow {
  id: string
  email: string
  name: string
  status: PersonStatus
  held: boolean
  /** Null: not held now. */
  hold: ShownHold | null
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
  u.live, u.past, u.failures, u.devices, u.places, u.hours, u.risk, u.anomalies as raised, u.hold,
  (select coalesce(nullif(p.name, ''), p.email) from user_overview p where p.tenant_id = u.tenant_id and p.user_id =
    case when u.hold #>> '{by,kind}' in ('admin', 'user') then (u.hold #>> '{by,id}')::uuid end) as "heldBy"`

export interface SelectedPerson extends Omit<PersonRow, 'hold' | 'held' | 'sessions' | 'anomalies' | 'anomalyRules'> {
  live: number
  past: number
  raised: RaisedAnomaly[]
  hold: LastHold | null
  heldBy: string | null
}

const shownHold = ({ hold, heldBy }: SelectedPerson, at: string): ShownHold | null => {
  if (hold === null || !isHeld(hold, at)) return null
  const { heldUntil, heldUntilPassword, since, by, reason, ticket } = hold
  return { until: heldUntilPassword ? null : heldUntil, since, by: { ...by, name: heldBy }, reason, ticket }
}

/** `now`: milliseconds since the epoch. */
export const personRow = (selected: SelectedPerson, now: number): PersonRow => {
  const { id, email, name, status, roles, invitedUntil, registeredAt, lastSignInAt, lastFailureAt } = selected
  const { live, past, failures, devices, places, hours, risk, raised } = selected
  const hold = shownHold(selected, new Date(now).toISOString())
  return {
    id,
    email,
    name,
    status,
    held: hold !== null,
    hold,
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
