import type { Recorded } from '#events/envelope.ts'
import { isOneOf } from '#events/isOneOf.ts'
import type { UserEvent } from '#events/user/events.ts'
import type { NoticeKind } from '#events/wordLists.ts'

/** What a person has decided on notices, and which were sent and disowned last. */
export interface NoticeState {
  off: readonly NoticeKind[]
  sent: readonly string[]
  disowned: readonly string[]
}

export const noNotices: NoticeState = { off: [], sent: [], disowned: [] }

/** More than can be good at once: a notice is good for a day. */
const remembered = 100

const withOne = (ids: readonly string[], id: string): readonly string[] => [...ids, id].slice(-remembered)

const isOfNotices = isOneOf('NoticesChanged', 'NoticeSent', 'SignInDisowned')

export const noticesAfter = (state: NoticeState, event: Recorded<UserEvent>): NoticeState => {
  if (!isOfNotices(event)) return state
  switch (event.type) {
    case 'NoticesChanged':
      return { ...state, off: event.data.off }
    case 'NoticeSent':
      return { ...state, sent: withOne(state.sent, event.data.noticeId) }
    case 'SignInDisowned':
      return { ...state, disowned: withOne(state.disowned, event.data.noticeId) }
  }
}
