import { noticeHours, type Occasion, type WriteLetter } from './letter.ts'
import { happeningOf, type Happening } from './happening.ts'
import { shownTime } from './shownTime.ts'

const hourMs = 3_600_000

const line = ({ device, place, text, at }: Happening): string =>
  [device, place, text === '' ? null : text, shownTime(at)].filter((part) => part !== null).join(', ')

/** A new address is told to the former one: whoever reads the new one has confirmed it. */
const addressee = ([first]: Occasion['events'], present: string): string =>
  first?.type === 'EmailChanged' ? first.data.former : present

/** Tells a person what happened to their account, and leads to the page that asks whether it was them. */
export const writeNotice: WriteLetter = ({ mailId, events, more, tenant, person, begunFrom, now }, links) => {
  if (person.standing !== 'registered' || person.forgotten) return 'outdated'
  const happened = events.map((event) => happeningOf(event, begunFrom))
  const until = Date.parse(now) + noticeHours * hourMs
  const of = { tenantId: tenant.tenantId, userId: person.userId, noticeId: mailId, until }
  const values = {
    tenant: tenant.name,
    name: person.name,
    happened: happened.map(line),
    more: more > 0 ? String(more) : null,
    message: happened.find(({ message }) => message !== null)?.message ?? null,
    link: links.notice(of),
    until: shownTime(new Date(until).toISOString()),
  }
  return { to: addressee(events, person.email), values }
}
