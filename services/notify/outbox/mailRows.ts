import type { Position } from '#events/envelope.ts'
import { isNotice, type MailKind, type MailState } from '#events/wordLists.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

export interface MailId {
  tenantId: string
  mailId: string
}

/** A mail before it is written down. */
export interface NewMail extends MailId {
  userId: string
  kind: MailKind
  position: Position
}

/** A mail that this process alone may send until its claim lapses. */
export interface ClaimedMail extends MailId {
  userId: string
  kind: MailKind
  positions: readonly Position[]
  /** How many events it tells of; `positions` are those of the first. */
  events: number
  /** Counts this attempt. Whoever has claimed the mail since has a higher number. */
  attempts: number
  /** ISO 8601. */
  askedAt: string
}

/** Writes mails down. One that is there already, because its event came again, stays as it is. */
export const addMails = async (connection: Queryable, mails: readonly NewMail[]): Promise<void> => {
  if (mails.length === 0) return
  await connection.query({
    name: 'outbox-add',
    text: `insert into outgoing_mails (tenant_id, mail_id, user_id, kind, positions)
           select tenant_id, mail_id, user_id, kind, array[position]
           from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[])
             as given (tenant_id, mail_id, user_id, kind, position)
           on conflict do nothing`,
    values: [
      mails.map(({ tenantId }) => tenantId),
      mails.map(({ mailId }) => mailId),
      mails.map(({ userId }) => userId),
      mails.map(({ kind }) => kind),
      mails.map(({ position }) => position),
    ],
  })
}

/** So long a first notice waits for more of its kind, and the next one after it. Seconds. */
const gatherSeconds = 5
const restSeconds = 600

/**
 * Writes a notice down, or adds it to the one of its kind that waits to be sent to the person. So whatever happens to an account, its
 * person is sent a notice of each kind every ten minutes at most.
 */
export const addNotice = async (
  connection: Queryable,
  { tenantId, mailId, userId, kind, position }: NewMail,
): Promise<void> => {
  await connection.query({
    name: 'outbox-notice',
    text: `with gathered as (
             update outgoing_mails set events = events + 1,
               positions = case when cardinality(positions) < 10 then positions || $5::bigint else positions end
             where tenant_id = $1 and user_id = $3 and kind = $4 and state = 'waiting' and attempts = 0
             returning 1)
           insert into outgoing_mails (tenant_id, mail_id, user_id, kind, positions, due_at)
           select $1::uuid, $2::uuid, $3::uuid, $4::text, array[$5::bigint], greatest(
             now() + interval '${gatherSeconds} s',
             (select max(due_at) from outgoing_mails
              where tenant_id = $1 and user_id = $3 and kind = $4 and state = 'sent') + interval '${restSeconds} s')
           where not exists (select from gathered)
           on conflict do nothing`,
    values: [tenantId, mailId, userId, kind, position],
  })
}

/** Takes mails that are due, or whose claim has lapsed because the process that had it died. No two processes get one. */
export const claimMails = async (
  writer: Queryable,
  { limit, claimSeconds }: { limit: number; claimSeconds: number },
): Promise<ClaimedMail[]> => {
  const { rows } = await writer.query<ClaimedMail>({
    name: 'outbox-claim',
    text: `update outgoing_mails mail
           set state = 'sending', attempts = attempts + 1, due_at = now() + make_interval(secs => $2)
           from (select tenant_id, mail_id from outgoing_mails
                 where state in ('waiting', 'sending') and due_at <= now()
                 order by due_at limit $1 for update skip locked) due
           where mail.tenant_id = due.tenant_id and mail.mail_id = due.mail_id
           returning mail.tenant_id as "tenantId", mail.mail_id as "mailId", user_id as "userId", kind, to_json(positions) as positions,
             events, attempts, asked_at as "askedAt"`,
    values: [limit, claimSeconds],
  })
  return rows
}

/** False: another process has claimed the mail since. */
export const settleMail = async (
  writer: Queryable,
  { tenantId, mailId, kind, attempts }: ClaimedMail,
  { state, problem }: { state: Exclude<MailState, 'waiting' | 'sending'>; problem: string | null },
): Promise<boolean> => {
  const { rowCount } = await writer.query(
    `update outgoing_mails set state = $4, problem = $5, settled_at = now(), to_note = $6
     where tenant_id = $1 and mail_id = $2 and attempts = $3 and state = 'sending'`,
    [tenantId, mailId, attempts, state, problem, state === 'sent' && isNotice(kind)],
  )
  return rowCount === 1
}

/** A notice that was sent, and of which the log is still to say so. */
export interface SentNotice extends MailId {
  userId: string
  kind: MailKind
}

/** Notices that were sent so long ago that whoever sent them would have noted it; after a day they are given up. */
export const noticesToNote = async (
  writer: Queryable,
  { limit, afterSeconds }: { limit: number; afterSeconds: number },
): Promise<SentNotice[]> => {
  const { rows } = await writer.query<SentNotice>({
    name: 'outbox-to-note',
    text: `select tenant_id as "tenantId", mail_id as "mailId", user_id as "userId", kind from outgoing_mails
           where to_note and settled_at between now() - interval '1 day' and now() - make_interval(secs => $2)
           order by settled_at limit $1`,
    values: [limit, afterSeconds],
  })
  return rows
}

export const markNoted = async (writer: Queryable, { tenantId, mailId }: MailId): Promise<void> => {
  await writer.query('update outgoing_mails set to_note = false where tenant_id = $1 and mail_id = $2', [
    tenantId,
    mailId,
  ])
}

export const postponeMail = async (
  writer: Queryable,
  { tenantId, mailId, attempts }: ClaimedMail,
  { problem, seconds }: { problem: string; seconds: number },
): Promise<void> => {
  await writer.query(
    `update outgoing_mails set state = 'waiting', problem = $4, due_at = now() + make_interval(secs => $5)
     where tenant_id = $1 and mail_id = $2 and attempts = $3 and state = 'sending'`,
    [tenantId, mailId, attempts, problem, seconds],
  )
}

/** Deletes what was settled that many days ago. Answers how many. */
export const purgeMails = async (writer: Queryable, days: number): Promise<number> => {
  const { rowCount } = await writer.query(
    `delete from outgoing_mails where settled_at < now() - make_interval(days => $1)`,
    [days],
  )
  return rowCount ?? 0
}

export const forgetMails = async (connection: Queryable): Promise<void> => {
  await connection.query('delete from outgoing_mails')
}

/** How many mails wait, are being sent, or have failed. */
export const countMails = async (writer: Queryable): Promise<Record<string, number>> => {
  const { rows } = await writer.query<{ state: string; count: number }>(
    `select state, count(*)::int as count from outgoing_mails where state in ('waiting', 'sending', 'failed') group by state`,
  )
  return { waiting: 0, sending: 0, failed: 0, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) }
}
