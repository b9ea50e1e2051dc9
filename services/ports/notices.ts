import type { MailKind, NoticeKind } from '#events/wordLists.ts'
import type { Position } from '#events/envelope.ts'
import type { CommandMetadata } from './identity.ts'

/** What notices ask of the accounts they are about. services/tenants answers it; the composition root connects both. */

interface OfPerson {
  tenantId: string
  userId: string
}
export type NoticeOrigin = Omit<CommandMetadata, 'tenantId'>

export interface NoticeAccounts {
  /** `off`: what the person is not told of; `disowned`: notices of which it was said that it was not them. */
  stateOf(tenantId: string, userId: string): Promise<{ off: readonly NoticeKind[]; disowned: readonly string[] }>
  change(of: OfPerson & { off: readonly NoticeKind[] }, origin: NoticeOrigin): Promise<{ position: Position }>
  /**
   * Holds the person until they choose a new password, and takes second factors away that were added: `factorIds`. `offersLink`: a link for that is mailed; not where the address may be a
   * thief's. @throws CodedError wrong-state the second time
   */
  disown(
    of: OfPerson & {
      noticeId: string
      kind: MailKind
      sessionId: string | null
      sentAt: string
      factorIds: readonly string[]
    },
    origin: NoticeOrigin,
  ): Promise<{ position: Position; offersLink: boolean }>
}
