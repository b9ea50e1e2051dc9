/** What rows of sessions and people remember of an anomaly. */
export interface RaisedAnomaly {
  id: string
  rule: string
  severity: number
}

/** Raised once, however often the event is delivered. */
export const withAnomaly = (known: readonly RaisedAnomaly[], raised: RaisedAnomaly): readonly RaisedAnomaly[] =>
  known.some(({ id }) => id === raised.id) ? known : [...known, raised]

/** 0, or the highest severity among them. Until anomalies can be judged, all of them are open. */
export const highestSeverity = (anomalies: readonly RaisedAnomaly[]): number =>
  anomalies.reduce((highest, { severity }) => Math.max(highest, severity), 0)
