import { z } from 'zod'
import { idInput } from '#events/wire/idInput.ts'
import { keptMailShape, mailListShape, mailShape, mailsSetUpShape } from '#events/wire/mails.ts'
import { fixedOrder, movingOrder, pageOf } from '#events/wire/page.ts'
import { paging } from '#events/wire/queries.ts'
import { systemTenantId } from '#events/streams.ts'
import { mailStates } from '#events/wordLists.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { Cursors, ListIdentity } from '#services/ports/cursors.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Pool } from '#services/postgres/pool.ts'
import {
  countTenantMails,
  hasMail,
  type KeptRow,
  keptMails,
  listMails,
  type MailPlace,
  type MailRow,
  retryMail,
} from './mailLists.ts'
import { composeMail, type ComposeNeeds } from './outbox/composeMail.ts'
import type { MailWay } from './outbox/mailWay.ts'

export interface MailRouteNeeds {
  way: MailWay
  app: Pool
  writer: Pool
  cursors: Cursors
  composing: ComposeNeeds
}

const tag = 'Mails'
const access = 'manage-people'

const placeAt = ({ cursors }: MailRouteNeeds, list: ListIdentity, cursor: string | undefined): MailPlace | null => {
  if (cursor === undefined) return null
  const { key, id } = cursors.open(list, cursor)
  return { moment: String(key), mailId: id }
}

/** The page that rows make, of which one more than fits was read. */
const paged = <Row extends { moment: string }>(
  { cursors }: MailRouteNeeds,
  { list, rows, limit, idOf }: { list: ListIdentity; rows: readonly Row[]; limit: number; idOf: (row: Row) => string },
): { shown: readonly Row[]; nextCursor: string | null } => {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const hasMore = rows.length > limit && last !== undefined
  return { shown, nextCursor: hasMore ? cursors.seal(list, { key: last.moment, id: idOf(last) }) : null }
}

type Shown = z.infer<typeof mailShape>

const show =
  ({ composing: { directory } }: MailRouteNeeds, tenantId: string) =>
  async ({ id, userId, kind, state, attempts, problem, askedAt, dueAt, settledAt }: MailRow): Promise<Shown> => {
    const person = await directory.person(tenantId, userId)
    const isOpen = state === 'waiting' || state === 'sending'
    return {
      id,
      kind,
      state,
      attempts,
      problem,
      askedAt,
      settledAt,
      user: person === null ? null : { id: userId, email: person.email, name: person.name },
      nextAt: isOpen ? dueAt : null,
    }
  }

const list = (needs: MailRouteNeeds) =>
  defineRoute({
    id: 'listMails',
    method: 'get',
    path: '/v1/mails',
    tag,
    summary: 'Mails to people of this tenant and what became of them; kept 30 days',
    access,
    limit: 'read',
    query: z.strictObject({ state: z.enum(mailStates).optional(), ...paging }),
    answers: { 200: { description: `Newest first. ${movingOrder('none')}`, schema: mailListShape } },
    errors: ['invalid-cursor'],
    async handle({ caller: { tenantId }, query: { state = null, cursor, limit } }) {
      const identity = { tenantId, list: 'mails', filter: state ?? '' }
      const after = placeAt(needs, identity, cursor)
      const [rows, counted] = await Promise.all([
        listMails(needs.app, { tenantId, state, after, limit: limit + 1 }),
        countTenantMails(needs.app, tenantId),
      ])
      const counts = Object.fromEntries(mailStates.map((each) => [each, 0]))
      for (const { state: each, count } of counted) counts[each] = count
      const { shown, nextCursor } = paged(needs, { list: identity, rows, limit, idOf: ({ id }) => id })
      const items = await Promise.all(shown.map(show(needs, tenantId)))
      const total = counted.reduce((sum, each) => (state === null || each.state === state ? sum + each.count : sum), 0)
      return { status: 200, body: { way: needs.way, items, nextCursor, total, counts } }
    },
  })

const sendAgain = ({ app }: MailRouteNeeds) =>
  defineRoute({
    id: 'sendMailAgain',
    method: 'post',
    path: '/v1/mails/{mailId}/send-again',
    tag,
    summary: 'Try a mail again that could not be delivered',
    access,
    limit: 'command',
    params: z.strictObject({ mailId: idInput }),
    answers: { 204: { description: 'It is tried again at once' } },
    errors: ['not-found', 'wrong-state', 'store-unavailable'],
    async handle({ caller: { tenantId }, params: { mailId } }) {
      if (await retryMail(app, tenantId, mailId)) return { status: 204 }
      if (await hasMail(app, tenantId, mailId))
        throw new CodedError('wrong-state', { detail: 'Only a mail that could not be delivered is sent again.' })
      throw new CodedError('not-found')
    },
  })

type Kept = z.infer<typeof keptMailShape>

/** A mail that is of no use any more is not shown: its link was used, or the person is gone. */
const showKept =
  ({ composing }: MailRouteNeeds) =>
  async (row: KeptRow): Promise<Kept[]> => {
    const [mail, tenant] = await Promise.all([composeMail(composing, row), composing.directory.tenant(row.tenantId)])
    if (typeof mail === 'string' || tenant === null) return []
    const { id, to, subject, text } = mail
    const { slug, name } = tenant
    return [{ id, tenant: { slug, name }, to, subject, text, sentAt: row.settledAt }]
  }

const mailbox = (needs: MailRouteNeeds) =>
  defineRoute({
    id: 'readMailbox',
    method: 'get',
    path: '/v1/mailbox',
    tag,
    summary: 'Mails that were kept on this server instead of being sent, newest first; only where it has a mailbox',
    access: 'operate',
    limit: 'read',
    query: z.strictObject(paging),
    answers: {
      200: {
        description: `${fixedOrder} What is of no use any more is left out, so a page may hold fewer than were asked for.`,
        schema: pageOf(keptMailShape),
      },
    },
    errors: ['not-found', 'invalid-cursor'],
    async handle({ query: { cursor, limit } }) {
      if (needs.way !== 'mailbox') throw new CodedError('not-found')
      const identity = { tenantId: systemTenantId, list: 'mailbox' }
      const rows = await keptMails(needs.writer, { after: placeAt(needs, identity, cursor), limit: limit + 1 })
      const { shown, nextCursor } = paged(needs, { list: identity, rows, limit, idOf: ({ mailId }) => mailId })
      const items = await Promise.all(shown.map(showKept(needs)))
      return { status: 200, body: { items: items.flat(), nextCursor, total: null } }
    },
  })

const setUp = ({ way }: MailRouteNeeds) =>
  defineRoute({
    id: 'readMailsSetUp',
    method: 'get',
    path: '/v1/auth/password/forgot',
    tag: 'Signing in',
    summary: 'Whether this server can mail a link for a new password',
    access: 'public',
    limit: 'read',
    answers: { 200: { description: 'False: an admin hands the link over', schema: mailsSetUpShape } },
    errors: [],
    handle: async () => ({ status: 200, body: { isSetUp: way !== 'off' } }),
  })

export const mailRoutes = (needs: MailRouteNeeds): Route[] => [
  list(needs),
  sendAgain(needs),
  mailbox(needs),
  setUp(needs),
]
