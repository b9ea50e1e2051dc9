import type { Position } from '#events/envelope.ts'
import type { MailKind, MailState } from '#events/wordLists.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { inTenant } from '#services/postgres/transaction.ts'

export interface MailRow {
  id: string
  userId: string
  kind: MailKind
  state: MailState
  attempts: number
  problem: string | null
  /** ISO 8601, like the others. */
  askedAt: string
  dueAt: string
  settledAt: string | null
}

/** Where a page of mails goes on. `moment`: as the database writes it, finer than a millisecond. */
export interface MailPlace {
  moment: string
  mailId: string
}

interface MailsAsked {
  tenantId: string
  /** Null: of every state. */
  state: MailState | null
  after: MailPlace | null
  limit: number
}

/** The tenant's mails after a place, newest first. */
export const listMails = (
  app: Pool,
  { tenantId, state, after, limit }: MailsAsked,
): Promise<(MailRow & { moment: string })[]> =>
  inTenant(app, tenantId, async (connection) => {
    const { rows } = await connection.query<MailRow & { moment: string }>(
      `select mail_id as id, user_id as "userId", kind, state, attempts, problem, asked_at as "askedAt",
         due_at as "dueAt", settled_at as "settledAt", asked_at::text as moment
       from outgoing_mails
       where tenant_id = $1 and ($2::text is null or state = $2)
         and ($3::timestamptz is null or (asked_at, mail_id) < ($3, $4::uuid))
       order by asked_at desc, mail_id desc limit $5`,
      [tenantId, state, after?.moment ?? null, after?.mailId ?? null, limit],
    )
    return rows
  })

export const countTenantMails = (app: Pool, tenantId: string): Promise<{ state: MailState; count: number }[]> =>
  inTenant(app, tenantId, async (connection) => {
    const { rows } = await connection.query<{ state: MailState; count: number }>(
      `select state, count(*)::int as count from outgoing_mails where tenant_id = $1 group by state`,
      [tenantId],
    )
    return rows
  })

/** Lets a mail that failed be tried again from the beginning. False: it has not failed, or there is none. */
export const retryMail = (app: Pool, tenantId: string, mailId: string): Promise<boolean> =>
  inTenant(app, tenantId, async (connection) => {
    const { rowCount } = await connection.query(
      `update outgoing_mails
       set state = 'waiting', attempts = 0, problem = null, settled_at = null, asked_at = now(), due_at = now()
       where tenant_id = $1 and mail_id = $2 and state = 'failed'`,
      [tenantId, mailId],
    )
    return rowCount === 1
  })

export const hasMail = (app: Pool, tenantId: string, mailId: string): Promise<boolean> =>
  inTenant(app, tenantId, async (connection) => {
    const statement = 'select from outgoing_mails where tenant_id = $1 and mail_id = $2'
    return (await connection.query(statement, [tenantId, mailId])).rowCount === 1
  })

export interface KeptRow {
  tenantId: string
  mailId: string
  userId: string
  kind: MailKind
  positions: Position[]
  events: number
  /** ISO 8601. */
  settledAt: string
  moment: string
}

/** Mails of all tenants that the mailbox has taken, after a place, newest first. */
export const keptMails = async (
  writer: Queryable,
  { after, limit }: { after: MailPlace | null; limit: number },
): Promise<KeptRow[]> => {
  const { rows } = await writer.query<KeptRow>(
    `select tenant_id as "tenantId", mail_id as "mailId", user_id as "userId", kind, to_json(positions) as positions, events,
       settled_at as "settledAt", settled_at::text as moment
     from outgoing_mails
     where state = 'sent' and ($1::timestamptz is null or (settled_at, mail_id) < ($1, $2::uuid))
     order by settled_at desc, mail_id desc limit $3`,
    [after?.moment ?? null, after?.mailId ?? null, limit],
  )
  return rows
}
