import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { SessionRow } from '#events/live/rows.ts'
import type { OperationEvent } from '#events/operation/events.ts'
import type { SessionEvent } from '#events/session/events.ts'
import { absentSession, evolveSession, type KnownSession } from '#events/session/fold.ts'
import type { JudgedSession } from '#events/tenant/policy/judgeSessions.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import { operationRow, operationStreams } from '#services/operations/operationState.ts'

type Event = Recorded<RollcallEvent>
const streamsOf = (events: readonly Event[], prefix: string): Event[][] => [
  ...Map.groupBy(
    events.filter(({ stream }) => stream.startsWith(prefix)),
    ({ stream }) => stream,
  ).values(),
]

const sessionRow = ({ sessionId, userId, user, status }: KnownSession) =>
  ({ id: sessionId, userId, user, status }) as SessionRow

const isStart = (event: Event): event is Extract<Event, { type: 'SessionStarted' }> => event.type === 'SessionStarted'

const knownSessions = (events: readonly Event[], tenantId: string): KnownSession[] =>
  streamsOf(events, `session-${tenantId}+`)
    .map((stream) => (stream as Recorded<SessionEvent>[]).reduce(evolveSession, absentSession))
    .filter((session) => session.status !== 'absent')
    .toSorted((a, b) => a.sessionId.localeCompare(b.sessionId))

const liveSessions = (events: readonly Event[], tenantId: string): SessionRow[] =>
  knownSessions(events, tenantId).flatMap((session) => (session.status === 'active' ? [sessionRow(session)] : []))

/** A session as rules look at it. */
export const judgedSession = (session: KnownSession): JudgedSession => {
  const { sessionId, userId, clientId, startedAt, lastActiveAt, remembered, idleSeconds, absoluteSeconds } = session
  const { ip = null, network = null, place = null, device = null } = session.last.context ?? {}
  return {
    sessionId,
    userId,
    clientId,
    deviceType: device?.type ?? 'other',
    startedAt,
    lastActiveAt,
    remembered,
    idleSeconds,
    absoluteSeconds,
    seen: { ip, network, place },
  }
}

const rolesOf = (events: readonly Event[], tenantId: string): Map<string, readonly string[]> =>
  new Map(
    events.flatMap((event) =>
      event.type === 'MemberRoleChanged' && event.tenantId === tenantId ? [[event.data.userId, event.data.roles]] : [],
    ),
  )

/** People who have a second factor. */
const withFactor = (events: readonly Event[], tenantId: string): ReadonlySet<string> => {
  const has = new Map<string, Set<string>>()
  const of = (userId: string) => has.get(userId) ?? new Set<string>()
  for (const event of events) {
    if (event.tenantId !== tenantId) continue
    if (event.type === 'SecondFactorEnrolled')
      has.set(event.data.userId, new Set([...of(event.data.userId), event.data.factorId]))
    if (event.type === 'SecondFactorRemoved') of(event.data.userId).delete(event.data.factorId)
    if (event.type === 'SecondFactorsReset') has.delete(event.data.userId)
  }
  return new Set([...has].flatMap(([userId, factors]) => (factors.size > 0 ? [userId] : [])))
}

const operations = (events: readonly Event[], prefix: string) =>
  streamsOf(events, prefix).map((stream) => operationStreams.fold(null, stream as Recorded<OperationEvent>[])!)

const page = <Item>(items: Item[], position: number) => ({ items, nextCursor: null, total: items.length, position })

/** What the views answer operations, folded anew from the whole log; the only filters it knows are all and none. */
export const foldedOperations = (store: Pick<EventStore, 'readAll'>): OperationViews => {
  const read = async () => {
    const events = await store.readAll({ after: 0, limit: 1_000_000 })
    return { events, position: events.at(-1)?.position ?? 0 }
  }
  return {
    async matchingSessions(tenantId, selection, limit) {
      const { events, position } = await read()
      const found = liveSessions(events, tenantId).filter(
        ({ id }) => 'filter' in selection || selection.sessionIds.includes(id),
      )
      return { sessions: found.slice(0, limit), total: found.length, position }
    },
    async liveByPerson(tenantId, _asked, onPeople) {
      const { events, position } = await read()
      const live = knownSessions(events, tenantId).filter(({ status }) => status === 'active')
      for (const ofPerson of Map.groupBy(live, ({ userId }) => userId).values()) onPeople(ofPerson.map(judgedSession))
      return { position }
    },
    async countWithoutFactor(tenantId, roles) {
      const { events } = await read()
      const have = withFactor(events, tenantId)
      const wanted = [...rolesOf(events, tenantId)].filter(([, own]) => roles.some((role) => own.includes(role)))
      return wanted.filter(([userId]) => !have.has(userId)).length
    },
    // It knows no rows that could leave.
    countDue: async () => ({ sessions: 0, entries: 0, minutes: 0, quarters: 0 }),
    async sessionsEndedBy(tenantId, { cause, endedAt, userId, clientId }, limit) {
      const { events } = await read()
      const began = new Map(events.filter(isStart).map(({ data, at }) => [data.sessionId, at]))
      const sessionIds = knownSessions(events, tenantId)
        .filter((session) => userId === null || session.userId === userId)
        .filter((session) => clientId === null || session.clientId === clientId)
        .filter(({ sessionId }) => (began.get(sessionId) ?? endedAt) < endedAt)
        .filter((session) => session.status === 'active' || (session.cause === cause && session.endedAt! >= endedAt))
        .map(({ sessionId }) => sessionId)
      return { sessionIds: sessionIds.slice(0, limit), total: sessionIds.length }
    },
    waitForView: async () => undefined,
    async unfinishedOperations(limit) {
      const { events } = await read()
      return operations(events, 'operation-')
        .filter(({ finishedAt, effect }) => finishedAt === null || effect === null)
        .map(({ started }) => ({ tenantId: started.tenantId, operationId: started.data.operationId }))
        .slice(0, limit)
    },
    async listOperations(tenantId) {
      const { events, position } = await read()
      const rows = operations(events, `operation-${tenantId}+`).map((state) => operationRow(state, null))
      return page(rows.toReversed(), position)
    },
    async readOperation(tenantId, operationId) {
      const { events, position } = await read()
      const [state] = operations(events, `operation-${tenantId}+${operationId}`)
      return { operation: state === undefined ? null : operationRow(state, null), position }
    },
    async listOperationResults(tenantId, operationId) {
      const { events, position } = await read()
      const [state] = operations(events, `operation-${tenantId}+${operationId}`)
      const results = (state?.started.data.sessionIds ?? []).map((sessionId) => ({
        sessionId,
        user: null,
        outcome: state?.outcomes.get(sessionId) ?? ('waiting' as const),
        at: null,
        closedAfterMs: null,
      }))
      return page(results, position)
    },
  }
}
