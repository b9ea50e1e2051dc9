import type { LogEntry } from '#events/live/rows.ts'

/** Refused at the door by the tenant's rules, or ended by them. */
const causes: readonly unknown[] = ['session-limit', 'country', 'network', 'range', 'limit', 'policy', 'binding']
/** What rules do to sessions that go on, and about anomalies. */
const types: readonly string[] = ['BindingBroken', 'StepUpRequired', 'AnomalyAnswered']

/** What the rules of the tenant did, as a filter for the server and as a test for entries of frames. */
export const byTheRules = {
  title: 'By the rules',
  filter: `(cause:${causes.join(',')} or type:${types.join(',')})`,
  isWanted: ({ type, data }: Pick<LogEntry, 'type' | 'data'>): boolean =>
    types.includes(type) || ('cause' in data && causes.includes(data['cause'])),
}
