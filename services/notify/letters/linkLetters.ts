import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { Letter, LetterLinks, Occasion, WriteLetter } from './letter.ts'
import { shownTime } from './shownTime.ts'

type Offering = Extract<RollcallEvent, { type: 'UserInvited' | 'PasswordResetOffered' }>

const offer = (
  { person, tenant, now }: Occasion,
  { tenantId, data }: Recorded<Offering>,
  links: LetterLinks,
  page: 'invite' | 'reset',
): Letter => {
  const { userId, secretId, expiresAt } = data
  if (person.link?.secretId !== secretId || person.disabled || person.forgotten) return 'outdated'
  if (tenant.suspension !== null || person.addressDoubted === true) return 'outdated'
  if (expiresAt <= now) return 'late'
  const values = {
    tenant: tenant.name,
    name: person.name,
    link: links.oneTime(page, { tenantId, userId, secretId }),
    until: shownTime(expiresAt),
  }
  return { to: person.email, values }
}

const confirmation = (
  { person, tenant, now }: Occasion,
  { tenantId, data }: Recorded<Extract<RollcallEvent, { type: 'EmailChangeOffered' }>>,
  links: LetterLinks,
): Letter => {
  const { userId, secretId, expiresAt, email } = data
  if (person.emailChange?.secretId !== secretId || tenant.suspension !== null) return 'outdated'
  if (expiresAt <= now) return 'late'
  const values = {
    tenant: tenant.name,
    name: person.name,
    link: links.oneTime('confirm-email', { tenantId, userId, secretId }),
    until: shownTime(expiresAt),
  }
  return { to: email, values }
}

/** Mails with a link that a person was made. One that was replaced, used or withdrawn since is not sent any more. */
export const writeLinkLetter: WriteLetter = (occasion, links) => {
  const [event] = occasion.events
  if (event?.type === 'UserInvited') return offer(occasion, event, links, 'invite')
  if (event?.type === 'PasswordResetOffered') return offer(occasion, event, links, 'reset')
  if (event?.type === 'EmailChangeOffered') return confirmation(occasion, event, links)
  return 'outdated'
}
