import type { LogEntry } from '#events/live/rows.ts'
import { dayOf } from '../../composables/times.ts'
import { usePreferences } from '../../stores/preferences.ts'

/** The day as a line above its first entry; null: the entry above is of the same day. */
export const useDayHeadings = () => {
  const preferences = usePreferences()
  return ({ at }: LogEntry, before: LogEntry | null): string | null => {
    // No zone begins a day within ten minutes of UTC's clock, and looking costs.
    if (at.slice(0, 15) === before?.at.slice(0, 15)) return null
    const day = dayOf(at, preferences.timeZone)
    return before !== null && day === dayOf(before.at, preferences.timeZone) ? null : day
  }
}
