import type { EventLog } from '#services/eventStore/eventStore.ts'
import { inTenant } from '#services/postgres/transaction.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'
import type { ViewWatch } from '../queries/viewWatch.ts'

export interface LiveSessionIdsNeeds extends Pick<ViewsAsked, 'databases'>, Pick<ViewWatch, 'waitForView'> {
  log: Pick<EventLog, 'head'>
}

/**
 * The caller lists sessions before it ends them. If the view lags behind the log, that waits for the view, but no
 * longer than this.
 */
const longestWaitMs = 300

export const liveSessionIds =
  ({ databases, log, waitForView }: LiveSessionIdsNeeds): LiveSessionIds =>
  async (tenantId, userId) => {
    await waitForView(await log.head(), longestWaitMs).catch(() => undefined)
    return inTenant(databases.endings, tenantId, async (connection) => {
      const { rows } = await connection.query<{ id: string }>(
        `select session_id as id from session_list
         where tenant_id = $1 and user_id = $2 and status = 'active' order by started_at, session_id`,
        [tenantId, userId],
      )
      return rows.map(({ id }) => id)
    })
  }
