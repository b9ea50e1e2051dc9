import type { NoticeKind } from '#events/wordLists.ts'

/** What a notice tells of. */
export const noticeTitles: Record<NoticeKind, string> = {
  'sign-in': 'A sign-in from a new device or country',
  password: 'The password was changed',
  factors: 'Your second factors were changed, or a recovery code was used',
  email: 'The e-mail address was changed',
  roles: 'Your roles were changed',
  'forced-out': 'Somebody else ended a session of yours',
  suspicious: 'A session of yours looked unusual',
}
