import { recordsRetired, type RetentionEvent } from './events.ts'

export type Retirement = RetentionEvent['data']

/** A session's place in the order in which ended sessions leave. */
export type PlaceOfEnd = NonNullable<Retirement['sessionsBefore']>

export const isBeforePlace = (one: PlaceOfEnd, other: PlaceOfEnd): boolean =>
  one.endedAt < other.endedAt || (one.endedAt === other.endedAt && one.sessionId < other.sessionId)

/** What these entries of the log say has left the views. Of a version that is not known here nothing is read. */
export const retirementsAmong = (
  entries: readonly { type: string; version: number; data: unknown }[],
): readonly Retirement[] =>
  entries
    .filter(({ type, version }) => type === recordsRetired.type && version === recordsRetired.version)
    .map(({ data }) => recordsRetired.data.parse(data))

/** Whether a listed session has left with it. */
export const sessionLeaves = (
  { id, endedAt }: { id: string; endedAt: string | null },
  { sessionsBefore }: Retirement,
): boolean => sessionsBefore !== null && endedAt !== null && isBeforePlace({ endedAt, sessionId: id }, sessionsBefore)

/** Whether a listed entry of the log has left with it. */
export const entryLeaves = ({ number }: { number: number }, { entriesBefore }: Retirement): boolean =>
  entriesBefore !== null && number < entriesBefore
