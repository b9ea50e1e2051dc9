import type { UserEvent } from '#events/user/events.ts'
import { type MailKind, type NoticeKind, switchableNotices } from '#events/wordLists.ts'
import { CodedError } from '#services/ports/errors.ts'
import { type NewLink, requireStanding } from '#services/tenants/links/decideInvite.ts'
import { decideHold } from '#services/tenants/people/decideHold.ts'
import type { UserState } from '#services/tenants/people/userState.ts'

interface OfNotice {
  noticeId: string
  kind: MailKind
}

export type NoticeCommand =
  | { type: 'ChangeNotices'; off: readonly NoticeKind[] }
  | ({ type: 'NoteNotice' } & OfNotice)
  /** `sentAt`: when the notice was sent, ISO 8601. `factorIds`: second factors that it says were added. `link`: by which the person may choose a new password. */
  | ({
      type: 'DisownNotice'
      sessionId: string | null
      sentAt: string
      factorIds: readonly string[]
      link: NewLink
    } & OfNotice)

const change = (off: readonly NoticeKind[], state: UserState): UserEvent[] => {
  const { userId } = requireStanding(state, 'registered')
  const next = switchableNotices.filter((kind) => off.includes(kind))
  const isSame = switchableNotices.every((kind) => state.notices.off.includes(kind) === next.includes(kind))
  return isSame ? [] : [{ type: 'NoticesChanged', version: 1, data: { userId, off: next } }]
}

const note = ({ noticeId, kind }: OfNotice, { user, notices }: UserState): UserEvent[] => {
  if (user === null || notices.sent.includes(noticeId)) return []
  return [{ type: 'NoticeSent', version: 1, data: { userId: user.userId, noticeId, kind } }]
}

const silent = { reason: null, message: null, ticket: null }

/** Whether the address that the account has now may be a thief's. */
const mayBeForeign = (kind: MailKind, emailSince: string, sentAt: string): boolean =>
  kind === 'email' || emailSince > sentAt

/** What was added by somebody else must let nobody in after the hold. */
const withoutFactors = (userId: string, factorIds: readonly string[], { factors }: UserState): UserEvent[] =>
  factors.enrolled
    .filter(({ factorId }) => factorIds.includes(factorId))
    .map(({ factorId }) => ({ type: 'SecondFactorRemoved', version: 1, data: { userId, factorId } }))

/** The hold ends every session of the person, that one with them, until they choose a new password by the link. */
const disown = (
  { noticeId, kind, sessionId, sentAt, factorIds, link }: Extract<NoticeCommand, { type: 'DisownNotice' }>,
  state: UserState,
): UserEvent[] => {
  const { userId, emailSince } = requireStanding(state, 'registered')
  if (state.notices.disowned.includes(noticeId))
    throw new CodedError('wrong-state', { detail: 'This was said already. Choose a new password.' })
  const doubtsAddress = mayBeForeign(kind, emailSince, sentAt)
  const offered: UserEvent[] = [{ type: 'PasswordResetOffered', version: 1, data: { userId, ...link } }]
  return [
    { type: 'SignInDisowned', version: 1, data: { userId, noticeId, kind, sessionId, doubtsAddress } },
    ...withoutFactors(userId, factorIds, state),
    ...decideHold({ type: 'DisownSignIn', ...silent }, state),
    ...(doubtsAddress ? [] : offered),
  ]
}

export const decideNotice = (command: NoticeCommand, state: UserState): UserEvent[] => {
  switch (command.type) {
    case 'ChangeNotices':
      return change(command.off, state)
    case 'NoteNotice':
      return note(command, state)
    case 'DisownNotice':
      return disown(command, state)
  }
}
