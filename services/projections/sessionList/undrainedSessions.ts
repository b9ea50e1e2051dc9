import type { Position } from '#events/envelope.ts'
import { effectOf, isWideEnding, wordsOf } from '#events/session/endings.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { UndrainedSession, UndrainedSessions } from '#services/ports/revocations.ts'
import { type ReadableEvent, readableEvents } from '../sessionLog/readableEvent.ts'
import type { EntryNeeds } from '../sessionLog/readEntries.ts'
import { coveredPosition } from '../queries/coveredPosition.ts'

/**
 * What the session's end will say. When only reason and message can no longer be opened, the session ends without them.
 * Null: the event is damaged, so nobody can tell how it ended the session.
 */
const undrainedBy = ({ event, lost }: ReadableEvent): Omit<UndrainedSession, 'tenantId' | 'sessionId'> | null => {
  if (!isWideEnding(event) || lost === 'everything') return null
  const { actor, correlationId, id: causationId } = event
  const { reason, message, ticket, operationId } = wordsOf(event)
  const words = lost === null ? { reason, message, ticket } : { reason: null, message: null, ticket: null }
  return { cause: effectOf(event).cause, ...words, operationId, actor, correlationId, causationId }
}

interface Undrained {
  covered: Position
  tenantId: string | null
  sessionId: string
  undrained: Position
}

const statement = `select ${coveredPosition} as covered, s.tenant_id as "tenantId", s.session_id as "sessionId", s.undrained
  from (select 1) always left join lateral (
    select tenant_id, session_id, undrained from session_list where undrained is not null and undrained <> all ($2::bigint[])
    order by undrained, session_id limit $1
  ) s on true`

/**
 * Covers all tenants, so it runs on the writer's login. Reason and message come from the event that ended the sessions.
 */
export const undrainedSessions =
  (writer: Queryable, { log, codec }: Pick<EntryNeeds, 'log' | 'codec'>): UndrainedSessions =>
  async (limit) => {
    const damaged = new Set<Position>()
    for (;;) {
      const { rows } = await writer.query<Undrained>(statement, [limit, [...damaged]])
      const found = rows.filter(({ tenantId }) => tenantId !== null)
      const stored = await log.readAt([...new Set(found.map(({ undrained }) => undrained))])
      const endings = new Map((await readableEvents(codec, stored)).map((read) => [read.event.position, read]))
      const sessions = found.flatMap(({ tenantId, sessionId, undrained }): UndrainedSession[] => {
        const ending = endings.get(undrained)
        const by = tenantId !== null && ending?.event.tenantId === tenantId ? undrainedBy(ending) : null
        if (tenantId !== null && by !== null) return [{ tenantId, sessionId, ...by }]
        damaged.add(undrained)
        return []
      })
      // Sessions of damaged endings may fill the list, so others behind them are looked for.
      if (sessions.length > 0 || found.length === 0) return { position: rows[0]!.covered, sessions }
    }
  }
