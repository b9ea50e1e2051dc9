import { isBeforePlace } from '#events/retention/leaving.ts'
import type { ViewEvent, ViewEventOf } from '../fold/viewEvent.ts'
import type { RetentionRow } from './retentionTable.ts'

export const isRetirement = (event: ViewEvent): event is ViewEventOf<'RecordsRetired'> =>
  event.understood && event.type === 'RecordsRetired'

const untouched = (tenantId: string): RetentionRow => ({
  tenantId,
  endedBefore: null,
  sessionBefore: null,
  entriesBefore: 0,
  countsBefore: null,
  sessions: 0,
  entries: 0,
  minutes: 0,
  quarters: 0,
  retiredAt: '',
  position: 0,
})

type Place = Pick<RetentionRow, 'endedBefore' | 'sessionBefore'>
const furtherPlace = (known: Place, { data }: ViewEventOf<'RecordsRetired'>): Place => {
  const { endedBefore, sessionBefore } = known
  if (data.sessionsBefore === null) return { endedBefore, sessionBefore }
  const { endedAt, sessionId } = data.sessionsBefore
  const isFurther =
    endedBefore === null || isBeforePlace({ endedAt: endedBefore, sessionId: sessionBefore! }, data.sessionsBefore)
  return isFurther ? { endedBefore: endedAt, sessionBefore: sessionId } : { endedBefore, sessionBefore }
}

const later = (known: string | null, instant: string | null): string | null =>
  known === null || (instant !== null && instant > known) ? instant : known

/** The tenant's row after a retirement: no bound ever moves back. Undefined: the row reflects the event already. */
export const rowAfter = (
  before: RetentionRow | undefined,
  event: ViewEventOf<'RecordsRetired'>,
): RetentionRow | undefined => {
  const row = before ?? untouched(event.tenantId)
  if (event.position <= row.position) return undefined
  const { entriesBefore, countsBefore, removed } = event.data
  return {
    tenantId: row.tenantId,
    ...furtherPlace(row, event),
    entriesBefore: Math.max(row.entriesBefore, entriesBefore ?? 0),
    countsBefore: later(row.countsBefore, countsBefore),
    sessions: row.sessions + removed.sessions,
    entries: row.entries + removed.entries,
    minutes: row.minutes + removed.minutes,
    quarters: row.quarters + removed.quarters,
    retiredAt: event.at,
    position: event.position,
  }
}
