import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { disownedShape, myNoticesShape, noticeShape, noticeSwitchesShape } from '#events/wire/mails.ts'
import { isNotice, type NoticeKind, switchableNotices } from '#events/wordLists.ts'
import { actorOf } from '#services/http/caller.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { NoticeAccounts } from '#services/ports/notices.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { ComposeNeeds } from '../outbox/composeMail.ts'
import { readNotice } from './readNotice.ts'

export interface NoticeRouteNeeds {
  app: Pool
  composing: ComposeNeeds
  noticeKey: KeyObject
  mailsAreSetUp: boolean
  accounts: NoticeAccounts
}

const tag = 'Notices'
const params = z.strictObject({ token: z.string().min(1).max(200) })

const switchesOf = (off: readonly NoticeKind[]): z.infer<typeof noticeSwitchesShape> =>
  noticeSwitchesShape.parse(Object.fromEntries(switchableNotices.map((kind) => [kind, !off.includes(kind)])))

const mine = ({ accounts, mailsAreSetUp }: NoticeRouteNeeds): Route =>
  defineRoute({
    id: 'readMyNotices',
    method: 'get',
    path: '/v1/me/notices',
    tag,
    summary: 'What I am told of by mail',
    access: 'own-account',
    limit: 'read',
    answers: { 200: { description: 'True: I am told', schema: myNoticesShape } },
    errors: [],
    async handle({ caller: { tenantId, userId } }) {
      const { off } = await accounts.stateOf(tenantId, userId)
      return { status: 200, body: { switches: switchesOf(off), mailsAreSetUp } }
    },
  })

const choose = ({ accounts }: NoticeRouteNeeds): Route =>
  defineRoute({
    id: 'chooseMyNotices',
    method: 'put',
    path: '/v1/me/notices',
    tag,
    summary: 'Choose what I am told of by mail; switching something off is told once, and a changed address always',
    access: 'own-account',
    limit: 'command',
    body: noticeSwitchesShape,
    answers: { 204: { description: 'Chosen' } },
    errors: ['wrong-state', 'busy', 'store-unavailable'],
    async handle({ caller, body, context, correlationId }) {
      const { tenantId, userId } = caller
      const off = switchableNotices.filter((kind) => !body[kind])
      const origin = { actor: actorOf(caller, 'own'), correlationId, context }
      const { position } = await accounts.change({ tenantId, userId, off }, origin)
      return { status: 204, position }
    },
  })

const notFound = (): CodedError =>
  new CodedError('not-found', {
    detail: 'This link is older than a day, or not complete. Choose a new password instead.',
  })

const show = (needs: NoticeRouteNeeds): Route =>
  defineRoute({
    id: 'readNotice',
    method: 'get',
    path: '/v1/notices/{token}',
    tag,
    summary: 'What a notice that I was mailed tells of; changes nothing',
    access: 'public',
    limit: 'command',
    decidedByTime: true,
    params,
    answers: { 200: { description: 'Device, place and time', schema: noticeShape } },
    errors: ['not-found', 'store-unavailable'],
    async handle({ params: { token } }) {
      const notice = await readNotice(needs, token)
      if (notice === null) throw notFound()
      const { tenant, kind, happened, disowned } = notice
      const shown = happened.map(({ at, device, place, text }) => ({ at, device, place, text }))
      return {
        status: 200,
        body: { tenant: { slug: tenant.slug, name: tenant.name }, kind, happened: shown, disowned },
      }
    },
  })

const notMe = (needs: NoticeRouteNeeds): Route =>
  defineRoute({
    id: 'disownNotice',
    method: 'post',
    path: '/v1/notices/{token}/not-me',
    tag,
    summary:
      'Say that it was not me: every session of mine ends, second factors go that it says were added, and I choose a new password by the link that I am mailed',
    access: 'public',
    limit: 'command',
    decidedByTime: true,
    params,
    answers: { 200: { description: 'The account is held until a new password is chosen', schema: disownedShape } },
    errors: ['not-found', 'wrong-state', 'busy', 'store-unavailable'],
    async handle({ params: { token }, context, correlationId }) {
      const notice = await readNotice(needs, token)
      if (notice === null || !isNotice(notice.kind)) throw notFound()
      const { tenantId, userId, noticeId, kind, happened, sentAt, factorIds } = notice
      const sessionId = happened.find((each) => each.sessionId !== null)?.sessionId ?? null
      const origin = { actor: { kind: 'user', id: userId } as const, correlationId, context }
      const { position, offersLink } = await needs.accounts.disown(
        { tenantId, userId, noticeId, kind, sessionId, sentAt, factorIds },
        origin,
      )
      return { status: 200, body: { next: 'reset', mailed: needs.mailsAreSetUp && offersLink }, position, tenantId }
    },
  })

export const noticeRoutes = (needs: NoticeRouteNeeds): Route[] => [
  mine(needs),
  choose(needs),
  show(needs),
  notMe(needs),
]
