import type { SessionRow } from '#events/live/rows.ts'
import type { Page } from '#services/ports/operationViews.ts'
import { readFilter } from '../filter/readFilter.ts'
import { pageSource } from './pageSource.ts'
import { countersFor, facetTotal } from '../liveDistribution/facetTotal.ts'
import { type KeysetRow, keysetPage } from '../queries/keysetPage.ts'
import { orderOf, type SessionSort, sessionSorts } from '../queries/orders.ts'
import { pageOf } from '../queries/page.ts'
import { type SelectedSession, sessionRow } from './sessionRow.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ListRequest, ViewsAsked } from '../queries/viewsAsked.ts'
import { readVocabulary } from '../vocabulary/readVocabulary.ts'

/**
 * A page of sessions, live and ended. `total` is exact when counters know it or the page holds all sessions, else null.
 * @throws CodedError invalid-filter, invalid-cursor
 */
export const listSessions =
  ({ databases, cursors, clock }: ViewsAsked) =>
  async (tenantId: string, request: ListRequest<SessionSort>): Promise<Page<SessionRow>> => {
    const { filter, sort, cursor, limit } = request
    const list = { tenantId, list: 'sessions', filter, sort }
    const after = cursor === undefined ? null : cursors.open(list, cursor)
    const now = after?.now ?? clock.now()
    const expression = readFilter(filter, 'sessions', now)
    const order = orderOf(sessionSorts, sort)
    return inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const counters = countersFor(expression)
      const vocabulary = await readVocabulary(snapshot, tenantId, expression)
      const page = { after, limit: limit + 1 }
      const source = await pageSource(snapshot, { tenantId, expression, now, vocabulary, order }, page)
      return pageOf({
        rows: await keysetPage<SelectedSession & KeysetRow>(snapshot, () => ({ ...source(), ...page })),
        limit,
        show: (rows) => rows.map(sessionRow),
        placeOf: (last) => ({ key: last.sort_key, id: last.row_id, now }),
        list,
        cursors,
        total: counters === null ? null : await facetTotal(snapshot, tenantId, counters),
        isFirst: after === null,
        position: snapshot.position,
      })
    })
  }
