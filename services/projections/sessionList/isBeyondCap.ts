import type { IsBeyondCap } from '#services/ports/tenantViews.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { ViewWatch } from '../queries/viewWatch.ts'

/** While the counter of live sessions, this one among them, is not above the cap, nothing has to be counted. */
const statement = `select case
    when coalesce((select active from live_distribution where tenant_id = $1 and facet = 'all' and value = ''), 0) <= $3 then false
    else (
      select count(*) from (
        select from session_list
        where tenant_id = $1 and status = 'active'
          and position < (select position from session_list where tenant_id = $1 and session_id = $2)
        limit $3
      ) earlier
    ) >= $3
  end as beyond`

/** Asked by sign-ins, on the writer's login as other counts of theirs are. */
export const isBeyondCap =
  (writer: Queryable, { waitForView }: Pick<ViewWatch, 'waitForView'>): IsBeyondCap =>
  async (tenantId, { sessionId, position }, cap) => {
    await waitForView(position)
    const { rows } = await writer.query<{ beyond: boolean }>(statement, [tenantId, sessionId, cap])
    return rows[0]!.beyond
  }
