/** What the rows of sessions and people keep of an anomaly. */
export interface RaisedAnomaly {
  id: string
  rule: string
  severity: number
}

/** Adds an anomaly once, however often its event is delivered. */
export const withAnomaly = (known: readonly RaisedAnomaly[], raised: RaisedAnomaly): readonly RaisedAnomaly[] =>
  known.some(({ id }) => id === raised.id) ? known : [...known, raised]

/** The highest severity among the anomalies, or 0. Anomalies cannot be judged yet, so all of them count. */
export const highestSeverity = (anomalies: readonly RaisedAnomaly[]): number =>
  anomalies.reduce((highest, { severity }) => Math.max(highest, severity), 0)
