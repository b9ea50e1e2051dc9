import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { UndrainedSession, UndrainedSessions } from '#services/ports/revocations.ts'
import { type ReadableEvent, readableEvents } from '../sessionLog/readableEvent.ts'
import type { EntryNeeds } from '../sessionLog/readEntries.ts'
import { coveredPosition } from '../queries/snapshot.ts'

type Ending = Omit<UndrainedSession, 'tenantId' | 'sessionId' | 'actor' | 'correlationId' | 'causationId'>

const silent = { reason: null, message: null, ticket: null, operationId: null }

const endingOf = (event: Recorded<RollcallEvent>): Ending | null => {
  switch (event.type) {
    case 'SessionsInvalidated': {
      const { cause, reason, message, ticket, operationId } = event.data
      return { cause, reason, message, ticket, operationId }
    }
    case 'UserDisabled': {
      const { reason, message, ticket } = event.data
      return { cause: 'disabled', reason, message, ticket, operationId: null }
    }
    case 'CredentialChanged':
      return { cause: 'credential', ...silent }
    default:
      return null
  }
}

/** A session ends for certain, even where the words about it can no longer be read. */
const readableEnding = ({ event, lost }: ReadableEvent): Ending | null => {
  const ending = endingOf(event)
  return ending === null || lost === null ? ending : { ...ending, reason: null, message: null, ticket: null }
}

interface Undrained {
  covered: Position
  tenantId: string | null
  sessionId: string
  undrained: Position
}

const statement = `select ${coveredPosition} as covered, s.tenant_id as "tenantId", s.session_id as "sessionId", s.undrained
  from (select 1) always left join lateral (
    select tenant_id, session_id, undrained from session_list where undrained is not null
    order by undrained, session_id limit $1
  ) s on true`

/** Of all tenants, so on the writer's login; the words come from the ending event itself. */
export const undrainedSessions =
  (writer: Queryable, { log, codec }: Pick<EntryNeeds, 'log' | 'codec'>): UndrainedSessions =>
  async (limit) => {
    const { rows } = await writer.query<Undrained>(statement, [limit])
    const found = rows.filter(({ tenantId }) => tenantId !== null)
    const stored = await log.readAt([...new Set(found.map(({ undrained }) => undrained))])
    const endings = new Map((await readableEvents(codec, stored)).map((read) => [read.event.position, read]))
    const sessions = found.flatMap(({ tenantId, sessionId, undrained }): UndrainedSession[] => {
      const readable = endings.get(undrained)
      const ending = readable === undefined ? null : readableEnding(readable)
      if (readable === undefined || ending === null || readable.event.tenantId !== tenantId) return []
      const { actor, correlationId, id: causationId } = readable.event
      return [{ tenantId, sessionId, ...ending, actor, correlationId, causationId }]
    })
    return { position: rows[0]!.covered, sessions }
  }
