import { isOneOf } from '#events/isOneOf.ts'
import { type UserRow, userOverviewTable } from './userOverviewTable.ts'
import { rowKey } from '../tables/viewTable.ts'
import { hourOf, withDevice, withPlace } from './familiar.ts'
import type { Projection } from '../fold/projection.ts'
import { withAnomaly } from '../fold/raisedAnomalies.ts'
import { isActive, type SessionDraft } from '../sessionList/sessionDraft.ts'
import { opened, type ViewEvent, type ViewEventOf } from '../fold/viewEvent.ts'

const unknownUser = (tenantId: string, userId: string): UserRow => ({
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
  position: 0,
})

/** The event types that tell something about a person. */
export const personTypes = [
  'UserInvited',
  'InviteWithdrawn',
  'UserRegistered',
  'UserDisabled',
  'UserEnabled',
  'MemberRoleChanged',
  'LoginFailed',
  'SessionStarted',
  'SessionContextChanged',
  'AnomalyRaised',
] as const
const isOfPerson = isOneOf(...personTypes)

const seenIn = (row: UserRow, event: ViewEvent): UserRow => {
  const { context, at } = opened(event)
  return {
    ...row,
    devices: withDevice(row.devices, context?.device ?? null, at),
    places: withPlace(row.places, context?.place ?? null, at),
  }
}

const signedIn = (row: UserRow, event: ViewEventOf<'SessionStarted'>): UserRow => {
  const { user } = opened(event).data
  const hour = hourOf(event.at)
  return {
    ...seenIn(row, event),
    email: user.email,
    name: user.name,
    lastSignInAt: event.at,
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
const noInvite = { invitedUntil: null, invitedBy: null }

const changed = (row: UserRow, event: ViewEventOf<(typeof personTypes)[number]>): UserRow => {
  switch (event.type) {
    case 'UserInvited':
      return invited(row, event)
    case 'InviteWithdrawn':
      return { ...row, ...noInvite, status: 'withdrawn' }
    case 'UserRegistered': {
      const { email, name } = opened(event).data
      return { ...row, ...noInvite, email, name, status: 'active', registeredAt: event.at }
    }
    case 'UserDisabled':
      return { ...row, status: 'disabled' }
    case 'UserEnabled':
      return { ...row, status: 'active' }
    case 'MemberRoleChanged':
      return { ...row, roles: event.data.roles }
    case 'LoginFailed':
      return { ...row, failures: row.failures + 1, lastFailureAt: event.at }
    case 'SessionStarted':
      return signedIn(row, event)
    case 'SessionContextChanged':
      return seenIn(row, event)
    case 'AnomalyRaised': {
      const { anomalyId: id, rule, severity } = event.data
      return { ...row, anomalies: withAnomaly(row.anomalies, { id, rule, severity }) }
    }
  }
}

export const userOverview: Projection<UserRow> = {
  table: userOverviewTable,
  touches(event) {
    if (!isOfPerson(event) || event.data.userId === null) return []
    return [rowKey(event.tenantId, event.data.userId)]
  },
  project(event, rows) {
    if (!isOfPerson(event)) return []
    const { userId } = event.data
    if (userId === null) return []
    const row = rows.get(rowKey(event.tenantId, userId)) ?? unknownUser(event.tenantId, userId)
    return event.position <= row.position ? [] : [{ ...changed(row, event), position: event.position }]
  },
}

/** The numbers of live and past sessions follow only from session rows. */
export const withSessionMoved = (
  row: UserRow | undefined,
  before: SessionDraft | undefined,
  after: SessionDraft,
): UserRow => {
  const user = row ?? unknownUser(after.tenantId, after.known.userId)
  const live = Number(isActive(after)) - Number(isActive(before))
  const past = Number(!isActive(after)) - Number(before !== undefined && !isActive(before))
  return live === 0 && past === 0 ? user : { ...user, live: user.live + live, past: user.past + past }
}
