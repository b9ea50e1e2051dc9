import type { JudgedSession } from '#events/tenant/policy/judgeSessions.ts'
import type { LiveByPerson } from '#services/ports/operationViews.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

const fetched = 2_000

const declare = `declare live no scroll cursor for
  select s.session_id as "sessionId", s.user_id as "userId", s.client as "clientId", s.device_type as "deviceType",
    s.started_at as "startedAt", s.last_active_at as "lastActiveAt", s.remembered,
    s.idle_seconds as "idleSeconds", s.absolute_seconds as "absoluteSeconds",
    s.last_seen as seen
  from session_list s
  where s.tenant_id = $1 and s.status = 'active'
    and ($2::int is null or s.idle_seconds > $2 or s.absolute_seconds is null or s.absolute_seconds > $3::int)
  order by s.user_id, s.session_id`

/** The sessions of the last person among these; more of them may follow. */
const startOfLast = (sessions: readonly JudgedSession[]): number =>
  sessions.findIndex(({ userId }) => userId === sessions.at(-1)?.userId)

/** Live sessions of a tenant, all of a person at once, in one snapshot and never all in memory. */
export const liveByPerson =
  ({ databases }: Pick<ViewsAsked, 'databases'>): LiveByPerson =>
  async (tenantId, { longerThan }, onPeople) =>
    inSnapshot(databases.endings, tenantId, async (snapshot) => {
      const { idleSeconds = null, absoluteSeconds = null } = longerThan ?? {}
      await snapshot.query(declare, [tenantId, idleSeconds, absoluteSeconds])
      let held: JudgedSession[] = []
      for (;;) {
        const { rows } = await snapshot.query<JudgedSession>(`fetch forward ${fetched} from live`)
        const known = [...held, ...rows]
        const whole = rows.length < fetched ? known.length : startOfLast(known)
        onPeople(known.slice(0, whole))
        held = known.slice(whole)
        if (rows.length < fetched) break
      }
      return { position: snapshot.position }
    })
