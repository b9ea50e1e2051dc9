import type { EventType } from '#events/catalogue.ts'
import { fold } from '#events/filter/fold.ts'
import type { LogEntry } from '#events/live/rows.ts'
import type { Page, PageRequest } from '#services/ports/operationViews.ts'
import type { SqlParameters } from '../filter/sqlParameters.ts'
import { newestLines } from './listLog.ts'
import type { Oneself } from '../sessionList/ownSessions.ts'
import { pageOf } from '../queries/page.ts'
import type { ReadEntries } from './readEntries.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

/**
 * What people may read about themselves. What a rule found is not among it, because a thief of the session would read
 * it too.
 */
const told: readonly EventType[] = [
  'SessionStarted',
  'SessionRefreshed',
  'SessionContextChanged',
  'SessionLoggedOut',
  'SessionRevoked',
  'SessionExpired',
  'SessionsInvalidated',
  'LoginFailed',
  'CredentialChanged',
  'UserRegistered',
  'UserDisabled',
  'UserEnabled',
  'MemberRoleChanged',
]
const toldTypes = told.map(fold)
const untold = ['reason', 'ticket', 'operationId', 'secretId'] as const

const withoutWhy = (data: Record<string, unknown>): Record<string, unknown> => {
  const shown = { ...data }
  for (const name of untold) delete shown[name]
  return shown
}

/** Hides other people's names and where they acted from. A refused sign-in still shows where it came from. */
const ownEntry = (entry: LogEntry, { userId }: Oneself): LogEntry => {
  const isOwn = entry.actor.id === userId || entry.type === 'LoginFailed'
  return {
    ...entry,
    actor: entry.actor.id === userId ? entry.actor : { kind: entry.actor.kind, id: entry.actor.kind, name: null },
    context: isOwn ? entry.context : null,
    data: withoutWhy(entry.data),
  }
}

/** What happened to the caller and their sessions, newest first. @throws CodedError invalid-cursor */
export const ownLog =
  ({ databases, cursors, entries }: Omit<ViewsAsked, 'clock'> & { entries: ReadEntries }) =>
  async (oneself: Oneself, { cursor, limit }: PageRequest): Promise<Page<LogEntry>> => {
    const { tenantId, userId } = oneself
    const list = { tenantId, list: `log of ${userId}` }
    const after = cursor === undefined ? null : cursors.open(list, cursor)
    const condition = ({ bind }: SqlParameters) =>
      `l.user_id = ${bind(userId, 'uuid')} and l.type = any (${bind(toldTypes, 'text[]')})`
    return inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const rows = await newestLines(snapshot, { tenantId, condition, after, limit: limit + 1 })
      const shown = await entries(snapshot, tenantId, rows.slice(0, limit), (id) => id === userId)
      return pageOf({
        rows,
        limit,
        show: () => shown.map((entry) => ownEntry(entry, oneself)),
        placeOf: ({ number }) => ({ key: number, id: '' }),
        list,
        cursors,
        total: null,
        isFirst: after === null,
        position: snapshot.position,
      })
    })
  }
