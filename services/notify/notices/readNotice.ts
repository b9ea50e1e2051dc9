import type { Position } from '#events/envelope.ts'
import { isNotice, type MailKind } from '#events/wordLists.ts'
import type { Tenant } from '#services/ports/identity.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { inTenant } from '#services/postgres/transaction.ts'
import { happeningOf, type Happening } from '../letters/happening.ts'
import { noticeHours } from '../letters/letter.ts'
import { readBegun } from '../outbox/composeMail.ts'
import type { NoticeRouteNeeds } from './noticeRoutes.ts'
import { openNoticeToken } from './noticeToken.ts'

const hourMs = 3_600_000

export interface Notice {
  tenantId: string
  userId: string
  noticeId: string
  tenant: Tenant
  kind: MailKind
  /** ISO 8601. */
  sentAt: string
  happened: Happening[]
  /** Second factors that it says were added. */
  factorIds: string[]
  disowned: boolean
}

interface Row {
  kind: MailKind
  positions: Position[]
}

const rowOf = (app: Pool, tenantId: string, noticeId: string): Promise<Row | undefined> =>
  inTenant(app, tenantId, async (connection) => {
    const statement =
      'select kind, to_json(positions) as positions from outgoing_mails where tenant_id = $1 and mail_id = $2'
    return (await connection.query<Row>(statement, [tenantId, noticeId])).rows[0]
  })

/** What a notice tells of. Null: the token is not good, or the person or tenant is gone. */
export const readNotice = async (
  { app, composing, noticeKey, accounts }: NoticeRouteNeeds,
  token: string,
): Promise<Notice | null> => {
  const { log, codec, directory, clock } = composing
  const ref = openNoticeToken(noticeKey, token, clock.now())
  if (ref === null) return null
  const { tenantId, userId, noticeId, until } = ref
  const [row, tenant, person] = await Promise.all([
    rowOf(app, tenantId, noticeId),
    directory.tenant(tenantId),
    directory.person(tenantId, userId),
  ])
  if (row === undefined || !isNotice(row.kind) || tenant === null || tenant.suspension !== null) return null
  if (person === null || person.forgotten || person.standing !== 'registered') return null
  const events = await codec.open(await log.readAt(row.positions))
  const begunFrom = await readBegun(composing, tenantId, events)
  const { disowned } = await accounts.stateOf(tenantId, userId)
  return {
    tenantId,
    userId,
    noticeId,
    tenant,
    kind: row.kind,
    sentAt: new Date(until - noticeHours * hourMs).toISOString(),
    happened: events.map((event) => happeningOf(event, begunFrom)),
    factorIds: events.flatMap((event) => (event.type === 'SecondFactorEnrolled' ? [event.data.factorId] : [])),
    disowned: disowned.includes(noticeId),
  }
}
