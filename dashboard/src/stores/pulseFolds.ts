import type { Frame } from '#events/live/frames.ts'
import type { ActivityMinute, AnomalyRow, LiveCounts } from '#events/live/rows.ts'

export const minuteMs = 60_000
/** Minutes kept: the last hour and the one that is running. */
export const minutesKept = 61
export const anomaliesKept = 20

/** Each frame has complete counts, so the last ones are right. */
export const latestCounts = (counts: LiveCounts, frames: readonly Frame[]): LiveCounts =>
  frames.at(-1)?.counts ?? counts

export type Minutes = ReadonlyMap<string, ActivityMinute>

export const minutesByStart = (minutes: readonly ActivityMinute[]): Minutes =>
  new Map(minutes.map((minute) => [minute.minute, minute]))

/** Each frame has complete minutes. Those older than the hour are removed. */
export const withMinutes = (minutes: Minutes, frames: readonly Frame[]): Minutes => {
  const changed = frames.flatMap((frame) => frame.activity)
  if (changed.length === 0) return minutes
  const all = new Map([...minutes, ...minutesByStart(changed)])
  const newest = Math.max(...[...all.keys()].map((start) => Date.parse(start)))
  const oldest = newest - minutesKept * minuteMs
  return new Map([...all].filter(([start]) => Date.parse(start) > oldest))
}

export interface Anomalies {
  /** Newest first. */
  items: readonly AnomalyRow[]
  total: number
}

/** A repeated anomaly replaces itself. */
export const withAnomalies = ({ items, total }: Anomalies, frames: readonly Frame[]): Anomalies => {
  const known = new Map(items.map((anomaly) => [anomaly.id, anomaly]))
  const oldest = items.at(-1)?.at ?? ''
  let added = 0
  for (const anomaly of frames.flatMap((frame) => frame.anomalies)) {
    // What is older than the oldest kept was counted by the read, loaded or not.
    if (!known.has(anomaly.id) && anomaly.at >= oldest) added += 1
    known.set(anomaly.id, anomaly)
  }
  const newestFirst = [...known.values()].sort((one, other) => other.at.localeCompare(one.at))
  return { items: newestFirst.slice(0, anomaliesKept), total: total + added }
}
