import type { Position } from '#events/envelope.ts'
import { ownRow } from '#events/live/ownRow.ts'
import type { SessionRow } from '#events/live/rows.ts'
import type { Page, PageRequest } from '#services/ports/operationViews.ts'
import { sqlParameters } from '../filter/sqlParameters.ts'
import { type KeysetRow, keysetPage } from '../queries/keysetPage.ts'
import { orderOf, sessionSorts } from '../queries/orders.ts'
import { pageOf } from '../queries/page.ts'
import { type SelectedSession, sessionColumns, sessionRow } from './sessionRow.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

/** The person who reads their own sessions, and the session they are reading from. */
export interface Oneself {
  tenantId: string
  userId: string
  sessionId: string
}
export type OwnSession = SessionRow & { isCurrent: boolean }

export interface OwnSessionCount {
  /** The person's live sessions, and all sessions known of the person. */
  active: number
  total: number
}

const countOwn = async (snapshot: Snapshot, { tenantId, userId }: Oneself): Promise<OwnSessionCount> => {
  const { rows } = await snapshot.query<OwnSessionCount>(
    `select count(*) filter (where status = 'active') as active, count(*) as total from session_list
     where tenant_id = $1 and user_id = $2`,
    [tenantId, userId],
  )
  return rows[0]!
}

/** The caller's own sessions, newest first. @throws CodedError invalid-cursor */
export const listOwnSessions =
  ({ databases, cursors }: Omit<ViewsAsked, 'clock'>) =>
  async (oneself: Oneself, { cursor, limit }: PageRequest): Promise<Page<OwnSession>> => {
    const { tenantId, userId, sessionId } = oneself
    const list = { tenantId, list: `sessions of ${userId}` }
    const after = cursor === undefined ? null : cursors.open(list, cursor)
    const order = orderOf(sessionSorts, '-startedAt')
    const query = () => {
      const parameters = sqlParameters()
      const [tenant, user] = [parameters.bind(tenantId, 'uuid'), parameters.bind(userId, 'uuid')]
      return {
        select: `select ${sessionColumns}, ${order.column} as sort_key, s.session_id as row_id from session_list s`,
        where: `s.tenant_id = ${tenant} and s.user_id = ${user}`,
        parameters,
        order,
        after,
        limit: limit + 1,
      }
    }
    return inSnapshot(databases.reads, tenantId, async (snapshot) =>
      pageOf({
        rows: await keysetPage<SelectedSession & KeysetRow>(snapshot, query),
        limit,
        show: (rows) => rows.map((row) => ({ ...ownRow(sessionRow(row)), isCurrent: row.id === sessionId })),
        placeOf: (last) => ({ key: last.sort_key, id: last.row_id }),
        list,
        cursors,
        total: (await countOwn(snapshot, oneself)).total,
        isFirst: after === null,
        position: snapshot.position,
      }),
    )
  }

export const countOwnSessions =
  ({ databases }: Pick<ViewsAsked, 'databases'>) =>
  (oneself: Oneself): Promise<OwnSessionCount & { position: Position }> =>
    inSnapshot(databases.reads, oneself.tenantId, async (snapshot) => ({
      ...(await countOwn(snapshot, oneself)),
      position: snapshot.position,
    }))
