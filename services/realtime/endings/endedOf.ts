import type { Ended } from '#events/live/frames.ts'
import { isOwnEnding } from '#events/session/ownEndings.ts'
import type { NeutralMessages } from './neutralMessages.ts'

/** What clients of an ended session are told. Where nobody wrote a message, the tenant's text stands for it, unless they ended it themselves. */
export const endedOf = (tenantId: string, ended: Ended, neutral: Pick<NeutralMessages, 'of'>): Ended => ({
  ...ended,
  message: ended.message ?? (isOwnEnding(ended.cause) ? null : neutral.of(tenantId)),
})
