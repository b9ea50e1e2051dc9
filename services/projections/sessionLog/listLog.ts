import type { LogEntry } from '#events/live/rows.ts'
import type { Page } from '#services/ports/operationViews.ts'
import { compileFilter } from '../filter/compileFilter.ts'
import { logComparisons } from './logComparisons.ts'
import { readFilter } from '../filter/readFilter.ts'
import { type SqlParameters, sqlParameters } from '../filter/sqlParameters.ts'
import type { Place } from '../queries/cursors.ts'
import { countLines } from './linesOfLog.ts'
import { pageOf } from '../queries/page.ts'
import type { LogLine } from './eventsOfLines.ts'
import type { ReadEntries } from './readEntries.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import type { ListRequest, ViewsAsked } from '../queries/viewsAsked.ts'
import { readVocabulary } from '../vocabulary/readVocabulary.ts'

interface LinesQuery {
  tenantId: string
  /** Compiles the condition on the lines. `tenant`: the placeholder of the tenant's id. */
  condition: (parameters: SqlParameters, tenant: string) => string
  after: Place | null
  limit: number
}

/** The newest line comes first. */
export const newestLines = async (
  snapshot: Snapshot,
  { tenantId, condition, after, limit }: LinesQuery,
): Promise<LogLine[]> => {
  const parameters = sqlParameters()
  const tenant = parameters.bind(tenantId, 'uuid')
  const matching = condition(parameters, tenant)
  const older = after === null ? '' : `and l.number < ${parameters.bind(after.key, 'bigint')}`
  const { rows } = await snapshot.query<LogLine>(
    `select l.number, l.position from session_log l where l.tenant_id = ${tenant} and ${matching} ${older}
     order by l.number desc limit ${parameters.bind(limit, 'bigint')}`,
    parameters.values,
  )
  return rows
}

/** A page of the log, newest first. @throws CodedError invalid-filter, invalid-cursor */
export const listLog =
  ({ databases, cursors, clock, entries }: ViewsAsked & { entries: ReadEntries }) =>
  async (tenantId: string, request: Omit<ListRequest, 'sort'>): Promise<Page<LogEntry>> => {
    const { filter, cursor, limit } = request
    const list = { tenantId, list: 'log', filter }
    const after = cursor === undefined ? null : cursors.open(list, cursor)
    const now = after?.now ?? clock.now()
    const expression = readFilter(filter, 'log', now)
    return inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const vocabulary = await readVocabulary(snapshot, tenantId, expression)
      const condition = (parameters: SqlParameters, tenant: string) =>
        compileFilter(expression, logComparisons(tenant), { parameters, now, vocabulary })
      const rows = await newestLines(snapshot, { tenantId, condition, after, limit: limit + 1 })
      const shown = await entries(snapshot, tenantId, rows.slice(0, limit))
      return pageOf({
        rows,
        limit,
        show: () => shown,
        placeOf: ({ number }) => ({ key: number, id: '', now }),
        list,
        cursors,
        total: expression.kind === 'everything' ? await countLines(snapshot, tenantId) : null,
        isFirst: after === null,
        position: snapshot.position,
      })
    })
  }
