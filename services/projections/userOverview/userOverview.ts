import { type HoldEvent, holdAfter, noHold } from '#events/user/hold.ts'
import { isOneOf } from '#events/isOneOf.ts'
import { erased } from '#events/personal.ts'
import { type UserRow, userOverviewTable } from './userOverviewTable.ts'
import { rowKey } from '../tables/viewTable.ts'
import { hourOf, withDevice, withPlace } from './familiar.ts'
import type { Projection } from '../fold/projection.ts'
import type { RetentionFold } from '../retention/retentionView.ts'
import { isCountRetired } from '../retention/shownFrom.ts'
import { signedInAt } from './personActivity.ts'
import type { Quarters } from './quarters.ts'
import { withAnomaly } from '../fold/raisedAnomalies.ts'
import { isActive, type SessionDraft } from '../sessionList/sessionDraft.ts'
import { opened, type ViewEvent, type ViewEventOf } from '../fold/viewEvent.ts'

export const unknownUser = (tenantId: string, userId: string): UserRow => ({
  tenantId,
  userId,
  email: '',
  name: '',
  status: 'active',
  roles: [],
  registeredAt: null,
  lastSignInAt: null,
  lastFailureAt: null,
  live: 0,
  past: 0,
  failures: 0,
  devices: [],
  places: [],
  hours: Array.from({ length: 24 }, () => 0),
  anomalies: [],
  invitedUntil: null,
  invitedBy: null,
  hold: null,
  factors: [],
  position: 0,
})

/** The event types that tell something about a person. */
export const personTypes = [
  'UserInvited',
  'InviteWithdrawn',
  'UserRegistered',
  'UserRenamed',
  'EmailChanged',
  'UserDisabled',
  'UserEnabled',
  'UserHeld',
  'UserReleased',
  'CredentialChanged',
  'MemberRoleChanged',
  'SecondFactorEnrolled',
  'SecondFactorRemoved',
  'SecondFactorsReset',
  'LoginFailed',
  'SessionStarted',
  'SessionContextChanged',
  'AnomalyRaised',
] as const
const isOfPerson = isOneOf(...personTypes)

/** What a forgotten person was seen with is not told: it could not be told apart from what retention has removed. */
const seenIn = (row: UserRow, event: ViewEvent): UserRow => {
  if (row.email === erased) return row
  const { context, at } = opened(event)
  return {
    ...row,
    devices: withDevice(row.devices, context?.device ?? null, at),
    places: withPlace(row.places, context?.place ?? null, at),
  }
}

const latest = (before: string | null, at: string): string => (before !== null && before > at ? before : at)

const signedIn = (row: UserRow, event: ViewEventOf<'SessionStarted'>, isCounted: boolean): UserRow => {
  const { user, startedAt, takenOver } = opened(event).data
  const cameInAt = takenOver === undefined ? event.at : (startedAt ?? event.at)
  const hour = isCounted ? hourOf(signedInAt(event)) : null
  return {
    ...seenIn({ ...row, email: user.email }, event),
    name: user.name,
    lastSignInAt: latest(row.lastSignInAt, cameInAt),
    hours: row.hours.map((count, index) => (index === hour ? count + 1 : count)),
  }
}

const invited = (row: UserRow, event: ViewEventOf<'UserInvited'>): UserRow => {
  const { email, expiresAt } = opened(event).data
  const { actor } = event
  return {
    ...row,
    email,
    status: 'invited',
    invitedUntil: expiresAt,
    invitedBy: actor.kind === 'admin' ? actor.id : null,
  }
}
const held = (row: UserRow, event: ViewEventOf<HoldEvent['type']>): UserRow => {
  const { hold } = row
  const after = holdAfter(hold ?? noHold, event)
  if (after.heldUntil === null && !after.heldUntilPassword) return hold === null ? row : { ...row, hold: null }
  if (event.type !== 'UserHeld') return hold === null ? row : { ...row, hold: { ...hold, ...after } }
  const { reason, ticket } = opened(event).data
  return { ...row, hold: { ...after, since: event.at, by: event.actor, reason, ticket } }
}
const noInvite = { invitedUntil: null, invitedBy: null }

/** `isCounted`: whether what happens at that instant is still counted. */
const changed = (
  row: UserRow,
  event: ViewEventOf<(typeof personTypes)[number]>,
  isCounted: (instant: string) => boolean,
): UserRow => {
  switch (event.type) {
    case 'UserInvited':
      return invited(row, event)
    case 'InviteWithdrawn':
      return { ...row, ...noInvite, status: 'withdrawn' }
    case 'UserRegistered': {
      const { email, name } = opened(event).data
      return { ...row, ...noInvite, email, name, status: 'active', registeredAt: event.at }
    }
    case 'UserRenamed':
      return { ...row, name: opened(event).data.name }
    case 'EmailChanged':
      return { ...row, email: opened(event).data.email }
    case 'UserDisabled':
      return { ...row, status: 'disabled' }
    case 'UserEnabled':
      return { ...row, status: 'active' }
    case 'UserHeld':
    case 'UserReleased':
    case 'CredentialChanged':
      return held(row, event)
    case 'MemberRoleChanged':
      return { ...row, roles: event.data.roles }
    case 'SecondFactorEnrolled': {
      const { factorId, method } = event.data
      return { ...row, factors: [...row.factors, { factorId, method }] }
    }
    case 'SecondFactorRemoved':
      return { ...row, factors: row.factors.filter(({ factorId }) => factorId !== event.data.factorId) }
    case 'SecondFactorsReset':
      return { ...row, factors: [] }
    case 'LoginFailed':
      return { ...row, failures: row.failures + Number(isCounted(event.at)), lastFailureAt: event.at }
    case 'SessionStarted':
      return signedIn(row, event, isCounted(signedInAt(event)))
    case 'SessionContextChanged':
      return seenIn(row, event)
    case 'AnomalyRaised': {
      const { anomalyId: id, rule, severity } = event.data
      return { ...row, anomalies: withAnomaly(row.anomalies, { id, rule, severity }) }
    }
  }
}

/** `nowShownFrom`: what the tenant's views show from at an event. */
export const userOverview = (nowShownFrom: RetentionFold['nowShownFrom']): Projection<UserRow> => ({
  table: userOverviewTable,
  rowBytes: 1_200,
  touches(event) {
    if (!isOfPerson(event) || event.data.userId === null) return []
    return [rowKey(event.tenantId, event.data.userId)]
  },
  project(event, rows) {
    if (!isOfPerson(event)) return []
    const { userId } = event.data
    if (userId === null) return []
    const row = rows.get(rowKey(event.tenantId, userId)) ?? unknownUser(event.tenantId, userId)
    if (event.position <= row.position) return []
    const isCounted = (instant: string): boolean => !isCountRetired(instant, nowShownFrom(event.tenantId))
    return [{ ...changed(row, event, isCounted), position: event.position }]
  },
})

/** A person without what was counted and seen in these quarters of an hour, which are all before `countsBefore`. */
export const withoutCounts = (row: UserRow, gone: ReturnType<Quarters['retire']>, countsBefore: string): UserRow => {
  const hours = [...row.hours]
  for (const { quarter, signIns } of gone) hours[hourOf(quarter)]! -= signIns
  return {
    ...row,
    failures: row.failures - gone.reduce((sum, { failures }) => sum + failures, 0),
    hours,
    devices: row.devices.filter(({ lastAt }) => lastAt >= countsBefore),
    places: row.places.filter(({ lastAt }) => lastAt >= countsBefore),
  }
}

const isPast = (draft: SessionDraft | undefined): boolean => draft !== undefined && !isActive(draft)

/** The numbers of live and past sessions follow only from session rows. */
export const withSessionMoved = (
  row: UserRow | undefined,
  before: SessionDraft | undefined,
  after: SessionDraft | undefined,
): UserRow => {
  const { tenantId, known } = (after ?? before)!
  const user = row ?? unknownUser(tenantId, known.userId)
  const live = Number(isActive(after)) - Number(isActive(before))
  const past = Number(isPast(after)) - Number(isPast(before))
  return live === 0 && past === 0 ? user : { ...user, live: user.live + live, past: user.past + past }
}
