import type { LiveBefore } from '#services/ports/tenantViews.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { ViewWatch } from '../queries/viewWatch.ts'

const statement = `select count(*)::integer as before from session_list
  where tenant_id = $1 and status = 'active'
    and position < (select position from session_list where tenant_id = $1 and session_id = $2)`

/** Asked by sign-ins, on the writer's login as other counts of theirs are. */
export const liveBefore =
  (writer: Queryable, { waitForView }: Pick<ViewWatch, 'waitForView'>): LiveBefore =>
  async (tenantId, sessionId, position) => {
    await waitForView(position)
    const { rows } = await writer.query<{ before: number }>(statement, [tenantId, sessionId])
    return rows[0]!.before
  }
