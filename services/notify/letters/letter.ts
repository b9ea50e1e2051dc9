import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { MailKind } from '#events/wordLists.ts'
import type { Person, Tenant } from '#services/ports/identity.ts'
import type { Values } from './fillTemplate.ts'
import type { BegunFrom } from './happening.ts'

/** What a mail is written from. */
export interface Occasion {
  mailId: string
  kind: MailKind
  /** Those that it tells of, as they read now; the first at least. */
  events: readonly Recorded<RollcallEvent>[]
  /** How many there are beside those. */
  more: number
  tenant: Tenant
  person: Person
  begunFrom: BegunFrom
  /** ISO 8601. */
  now: string
}

/** How long a notice is good for saying that it was not the person. */
export const noticeHours = 24

/** A mail without its looks. `outdated`: there is no more use for it. `late`: its link has run out. */
export type Letter = { to: string; values: Values } | 'outdated' | 'late'

/** The addresses of pages that mails lead to; secrets stand behind the #. */
export interface LetterLinks {
  /** Of a one-time link that an event names. */
  oneTime: (
    page: 'invite' | 'reset' | 'confirm-email',
    of: { tenantId: string; userId: string; secretId: string },
  ) => string
  /** Of the page that asks whether it was the person. `until`: milliseconds since the epoch. */
  notice: (of: { tenantId: string; userId: string; noticeId: string; until: number }) => string
}

export type WriteLetter = (occasion: Occasion, links: LetterLinks) => Letter
