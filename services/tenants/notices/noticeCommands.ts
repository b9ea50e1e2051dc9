import type { MailKind, NoticeKind } from '#events/wordLists.ts'
import { changes } from '#services/commands/commandHandler.ts'
import type { NoticeAccounts, NoticeOrigin } from '#services/ports/notices.ts'
import { drawLink } from '#services/tenants/links/oneTimeLinks.ts'
import { mailedHours } from '#services/tenants/passwords/forgotPassword.ts'
import type { UserWork } from '#services/tenants/people/userCommands.ts'
import { decideNotice, type NoticeCommand } from './decideNotice.ts'

const bySystem = { kind: 'system', id: 'notifier' } as const

interface Sent {
  tenantId: string
  userId: string
  noticeId: string
  kind: MailKind
}

/** What people and the notifier do with notices. */
export const noticeCommands = (work: UserWork) => {
  const handle = (
    { tenantId, userId }: { tenantId: string; userId: string },
    command: NoticeCommand,
    origin: NoticeOrigin,
  ) => work.memory.users.handle(userId, { tenantId, ...origin }, (state) => changes(decideNotice(command, state)))
  const stateOf: NoticeAccounts['stateOf'] = async (tenantId, userId) =>
    (await work.memory.users.readOn(tenantId, userId)).state.notices
  return {
    noticesOf: stateOf,
    changeNotices: (of: { tenantId: string; userId: string; off: readonly NoticeKind[] }, origin: NoticeOrigin) =>
      handle(of, { type: 'ChangeNotices', off: of.off }, origin),
    noteNotice: ({ noticeId, kind, ...of }: Sent, correlationId: string) =>
      handle(of, { type: 'NoteNotice', noticeId, kind }, { actor: bySystem, correlationId, context: null }),
    /** @throws CodedError wrong-state the second time, busy */
    async disownNotice(of: Parameters<NoticeAccounts['disown']>[0], origin: NoticeOrigin) {
      const { link } = await drawLink(work, of, mailedHours)
      const { noticeId, kind, sessionId, sentAt, factorIds } = of
      const { position, events } = await handle(
        of,
        { type: 'DisownNotice', noticeId, kind, sessionId, sentAt, factorIds, link },
        origin,
      )
      return { position, offersLink: events.some(({ type }) => type === 'PasswordResetOffered') }
    },
  }
}
