import type { Position, RequestContext } from '#events/envelope.ts'
import type { SeenAt } from '#events/live/rows.ts'
import { type SessionEndingType, type WideEndingType, wordsOf } from '#events/session/endings.ts'
import type { KnownSession } from '#events/session/fold.ts'
import { sessionStream } from '#events/streams.ts'
import type { SessionListRow } from './sessionListTable.ts'
import type { RaisedAnomaly } from '../fold/raisedAnomalies.ts'
import { opened, type ViewEvent, type ViewEventOf } from '../fold/viewEvent.ts'

/** A user- or tenant-wide event that ends sessions. */
export type Invalidation = ViewEventOf<WideEndingType>
export type Ending = Invalidation | ViewEventOf<SessionEndingType>

/**
 * A session while events are folded into it. `known` lacks the personal fields of events that came since the session
 * was loaded. `began`, `seen`, `named` and `ended` are the only events that are opened for the row, however long the session
 * lived.
 */
export interface SessionDraft {
  /** The name of its stream. */
  key: string
  tenantId: string
  /** Position of its SessionStarted. */
  position: Position
  known: KnownSession
  /** Null: not known. */
  remembered: boolean | null
  anomalies: readonly RaisedAnomaly[]
  undrained: Position | null
  began: ViewEventOf<'SessionStarted'> | null
  seen: ViewEvent | null
  named: ViewEventOf<'DeviceNamed'> | null
  ended: Ending | null
}

export const isActive = (draft: SessionDraft | undefined): boolean => draft?.known.status === 'active'

const seenAt = (context: RequestContext | null): SeenAt => ({
  ip: context?.ip ?? null,
  network: context?.network ?? null,
  place: context?.place ?? null,
})

const contextOf = (seen: SeenAt, { client, device: { fingerprint, ...device } }: SessionListRow): RequestContext => ({
  ...seen,
  userAgent: null,
  clientId: client,
  device: { ...device, details: fingerprint && { fingerprint } },
})

/** Type, browser and system are those last seen; id and fingerprint come from the sign-in, and the name where the person gave none. */
const deviceOf = (
  known: KnownSession,
  signIn: RequestContext | null,
  name: string | null,
): SessionListRow['device'] => {
  const device = known.last.context?.device ?? known.first.context?.device
  return {
    id: signIn?.device?.id ?? null,
    name,
    type: device?.type ?? 'other',
    browser: device?.browser ?? null,
    os: device?.os ?? null,
    fingerprint: signIn?.device?.details?.fingerprint ?? null,
  }
}

const nameOf = ({ known, began, named }: SessionDraft): string | null => {
  if (named !== null) return opened(named).data.name
  return began === null ? known.deviceName : (opened(began).context?.device?.name ?? null)
}

/** Makes the row of a draft. @throws what opening `began`, `seen`, `named` or `ended` throws */
export const rowOfDraft = (draft: SessionDraft): SessionListRow => {
  const { known } = draft
  const start = draft.began === null ? null : opened(draft.began)
  const signIn = start === null ? known.first.context : start.context
  const { reason, message } = draft.ended === null ? known : wordsOf(opened(draft.ended))
  const last = draft.seen === null ? (start?.context ?? known.last.context) : opened(draft.seen).context
  return {
    tenantId: draft.tenantId,
    sessionId: known.sessionId,
    position: draft.position,
    userId: known.userId,
    person: start?.data.user ?? known.user,
    status: known.status,
    startedAt: known.startedAt,
    lastActiveAt: known.lastActiveAt,
    idleExpiresAt: known.idleExpiresAt,
    absoluteExpiresAt: known.absoluteExpiresAt,
    idleSeconds: known.idleSeconds,
    absoluteSeconds: known.absoluteSeconds,
    remembered: draft.remembered,
    endedAt: known.endedAt,
    cause: known.cause,
    reason,
    message,
    endedByKind: known.endedBy?.kind ?? null,
    endedById: known.endedBy?.id ?? null,
    client: known.clientId,
    methods: known.methods,
    proofs: known.proofs,
    authTime: known.authTime,
    device: deviceOf(known, signIn, nameOf(draft)),
    firstSeen: seenAt(signIn),
    lastSeen: seenAt(last),
    refreshes: known.generation,
    anomalies: draft.anomalies,
    revision: known.revision,
    undrained: draft.undrained,
  }
}

/** Fields that only deciders need; views do not keep them. */
const unknownToViews = {
  transport: 'bearer',
  salt: '',
  keyId: '',
  lastRefresh: null,
  attempt: null,
  bound: { country: null, network: null },
  stepUpRequiredSince: null,
} as const

export const draftOfRow = (row: SessionListRow): SessionDraft => ({
  key: sessionStream(row.tenantId, row.sessionId),
  tenantId: row.tenantId,
  position: row.position,
  remembered: row.remembered,
  anomalies: row.anomalies,
  undrained: row.undrained,
  began: null,
  seen: null,
  named: null,
  ended: null,
  known: {
    ...unknownToViews,
    lastProof: [],
    status: row.status,
    sessionId: row.sessionId,
    userId: row.userId,
    user: row.person,
    clientId: row.client,
    methods: [...row.methods],
    proofs: [...row.proofs],
    authTime: row.authTime,
    startedAt: row.startedAt,
    idleSeconds: row.idleSeconds,
    absoluteSeconds: row.absoluteSeconds,
    remembered: row.remembered ?? false,
    lastActiveAt: row.lastActiveAt,
    idleExpiresAt: row.idleExpiresAt,
    absoluteExpiresAt: row.absoluteExpiresAt,
    deviceName: row.device.name,
    first: { at: row.startedAt, context: contextOf(row.firstSeen, row) },
    last: { at: row.lastActiveAt, context: contextOf(row.lastSeen, row) },
    generation: row.refreshes,
    endedAt: row.endedAt,
    cause: row.cause,
    reason: row.reason,
    message: row.message,
    endedBy: row.endedByKind === null ? null : { kind: row.endedByKind, id: row.endedById ?? '' },
    revision: row.revision,
  },
})
