import type { LogEntry } from '#events/live/rows.ts'
import type { PersonLog } from '#events/wire/people.ts'
import type { Page, PageRequest } from '#services/ports/operationViews.ts'
import type { SqlParameters } from '../filter/sqlParameters.ts'
import { pageOf } from '../queries/page.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'
import { newestLines } from './listLog.ts'
import type { ReadEntries } from './readEntries.ts'

/** What happens by itself or by the person, and is often: the index of what others did is without it. */
const byItself = [
  'sessionstarted',
  'sessionrefreshed',
  'sessionactivityrecorded',
  'sessioncontextchanged',
  'sessionexpired',
  'loginfailed',
  'refreshrefused',
  'endedsessionused',
  'refreshtokenreused',
]
const listed = byItself.map((type) => `'${type}'`).join(', ')

/**
 * The lines of each log. The texts repeat the conditions of partial indexes of migration 220, which serve only what says so.
 * `person`: the placeholder of the person's id.
 */
const linesOf: Record<PersonLog, (person: string) => string> = {
  all: (person) => `l.user_id = ${person}`,
  refused: (person) => `l.user_id = ${person} and l.user_id is not null and l.type = 'loginfailed'`,
  'done-to': (person) =>
    `l.user_id = ${person} and l.user_id is not null and l.actor_id <> l.user_id::text and l.type not in (${listed})`,
  'done-by': (person) => `l.actor_id = ${person}::text and l.actor_kind = 'admin'`,
}

export interface PersonLogAsked extends PageRequest {
  tenantId: string
  userId: string
  of: PersonLog
}

/** A page of what is in the log of a person, newest first. @throws CodedError invalid-cursor */
export const logOfPerson =
  ({ databases, cursors, entries }: Omit<ViewsAsked, 'clock'> & { entries: ReadEntries }) =>
  async ({ tenantId, userId, of, cursor, limit }: PersonLogAsked): Promise<Page<LogEntry>> => {
    const list = { tenantId, list: `log of person ${userId}: ${of}` }
    const after = cursor === undefined ? null : cursors.open(list, cursor)
    const condition = ({ bind }: SqlParameters) => linesOf[of](bind(userId, 'uuid'))
    return inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const rows = await newestLines(snapshot, { tenantId, condition, after, limit: limit + 1 })
      const shown = await entries(snapshot, tenantId, rows.slice(0, limit))
      return pageOf({
        rows,
        limit,
        show: () => shown,
        placeOf: ({ number }) => ({ key: number, id: '' }),
        list,
        cursors,
        total: null,
        isFirst: after === null,
        position: snapshot.position,
      })
    })
  }
