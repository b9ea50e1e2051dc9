import type { MailKind } from '#events/wordLists.ts'
import type { WriteLetter } from './letter.ts'
import { writeLinkLetter } from './linkLetters.ts'
import { writeNotice } from './noticeLetters.ts'

const writers: Record<MailKind, WriteLetter> = {
  invite: writeLinkLetter,
  'password-reset': writeLinkLetter,
  'email-confirmation': writeLinkLetter,
  'notices-off': writeNotice,
  'sign-in': writeNotice,
  password: writeNotice,
  factors: writeNotice,
  email: writeNotice,
  roles: writeNotice,
  'forced-out': writeNotice,
  suspicious: writeNotice,
}

/** What a mail says and to whom, as of now. Pure: the same occasion gives the same letter. */
export const writeLetter: WriteLetter = (occasion, links) => writers[occasion.kind](occasion, links)
