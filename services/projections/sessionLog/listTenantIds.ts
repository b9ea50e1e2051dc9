import { systemTenantId } from '#events/streams.ts'
import type { ListTenantIds } from '#services/ports/tenantViews.ts'
import type { SqlParameters } from '../filter/sqlParameters.ts'
import { pageOf } from '../queries/page.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'
import { eventsOfLines, type LineReading } from './eventsOfLines.ts'
import { newestLines } from './listLog.ts'

const list = { tenantId: systemTenantId, list: 'tenants' }

/** Each tenant has claimed its short name in the system tenant's log, so that log lists them. */
const claims = ({ bind }: SqlParameters): string => `l.type = ${bind('slugclaimed', 'text')}`

export const listTenantIds = ({
  databases,
  cursors,
  ...reading
}: Pick<ViewsAsked, 'databases' | 'cursors'> & LineReading): ListTenantIds => {
  const eventsOf = eventsOfLines(reading)
  return async ({ cursor, limit }) => {
    const after = cursor === undefined ? null : cursors.open(list, cursor)
    return inSnapshot(databases.reads, systemTenantId, async (snapshot) => {
      const asked = { tenantId: systemTenantId, condition: claims, after, limit: limit + 1 }
      const rows = await newestLines(snapshot, asked)
      const events = await eventsOf(systemTenantId, rows.slice(0, limit))
      return pageOf({
        rows,
        limit,
        show: () => events.flatMap(({ event }) => (event.type === 'SlugClaimed' ? [event.data.tenantId] : [])),
        placeOf: ({ number }) => ({ key: number, id: '' }),
        list,
        cursors,
        total: null,
        isFirst: after === null,
        position: snapshot.position,
      })
    })
  }
}
