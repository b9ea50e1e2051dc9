import type { RetentionEvent } from '../retention/events.ts'
import { countOf, listOf } from './words.ts'

const day = (instant: string): string => instant.slice(0, 10)

/** What retention has removed from the views. */
export const retiredSentence = ({ data }: Pick<RetentionEvent, 'data'>): string => {
  const { rowsBefore, countsBefore, removed } = data
  const rows = [
    ...(removed.sessions > 0 ? [countOf(removed.sessions, 'ended session')] : []),
    ...(removed.entries > 0 ? [countOf(removed.entries, 'log entry', 'log entries')] : []),
  ]
  const counted = removed.minutes + removed.quarters
  const left = [
    ...(rows.length > 0 && rowsBefore !== null ? [`${listOf(rows)} of before ${day(rowsBefore)}`] : []),
    ...(counted > 0 && countsBefore !== null ? [`what was counted before ${day(countsBefore)}`] : []),
  ]
  return `Retention removed ${left.length === 0 ? 'nothing' : listOf(left)} from the views`
}
