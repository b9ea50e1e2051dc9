import type { Actor } from '#events/envelope.ts'
import type { Hold } from '#events/user/hold.ts'
import { fold } from '#events/filter/fold.ts'
import type { SecondFactorMethod } from '#events/tenant/policy/words.ts'
import type { PersonStatus } from '#events/wordLists.ts'
import { highestSeverity, type RaisedAnomaly } from '../fold/raisedAnomalies.ts'
import { bigint, type ColumnType, instant, integer, json, nullable, text, texts, uuid } from '../tables/columnTypes.ts'
import { anomalyTerms } from '../tables/comparable.ts'
import { derived, type RowOf, viewTable } from '../tables/viewTable.ts'

/** Something a person was seen with; lists hold the latest first. `times` counts sign-ins and changes. */
export interface Familiar {
  times: number
  lastAt: string
}
export interface FamiliarDevice extends Familiar {
  name: string | null
  type: string
  browser: string | null
  os: string | null
}
export interface FamiliarPlace extends Familiar {
  country: string | null
  region: string | null
  city: string | null
}

/** The last hold of a person, which may be over. */
export interface LastHold extends Hold {
  since: string
  by: Actor
  reason: string | null
  ticket: string | null
}

/** A second factor that a person has. */
export interface EnrolledFactor {
  factorId: string
  method: SecondFactorMethod
}

const kept = {
  tenantId: uuid,
  userId: uuid,
  email: text,
  name: text,
  status: text as ColumnType<PersonStatus>,
  roles: texts,
  registeredAt: nullable(instant),
  lastSignInAt: nullable(instant),
  lastFailureAt: nullable(instant),
  live: integer,
  past: integer,
  failures: integer,
  devices: json<readonly FamiliarDevice[]>(),
  places: json<readonly FamiliarPlace[]>(),
  /** Number of sign-ins for each hour of the day, UTC, from 0. */
  hours: json<readonly number[]>(),
  anomalies: json<readonly RaisedAnomaly[]>(),
  /** Position of the last event that changed the row. */
  position: bigint,
  /** Until when an invited person may come in, and which admin invited them. Null for everybody else. */
  invitedUntil: nullable(instant),
  invitedBy: nullable(uuid),
  /** Null: never held, or lifted. */
  hold: nullable(json<LastHold>()),
  factors: json<readonly EnrolledFactor[]>(),
}
export type UserRow = RowOf<typeof kept>

const countries = (row: UserRow): string[] => [
  ...new Set(row.places.flatMap(({ country }) => (country === null ? [] : [fold(country)]))),
]

/** After every hold that has an end. */
const withoutEnd = '9999-12-31T23:59:59.999Z'
const heldUntil = ({ hold }: UserRow): string | null => {
  if (hold === null) return null
  return hold.heldUntilPassword ? withoutEnd : hold.heldUntil
}

export const userOverviewTable = viewTable('user_overview', kept, ['tenantId', 'userId'], {
  heldUntil: derived(nullable(instant), heldUntil),
  userEmail: derived(text, (row) => fold(row.email)),
  userName: derived(text, (row) => fold(row.name)),
  countries: derived(texts, countries),
  anomalyTerms: derived(texts, (row) => anomalyTerms(row.anomalies)),
  risk: derived(integer, (row) => highestSeverity(row.anomalies)),
})
