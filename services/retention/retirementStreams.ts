import { type RetentionStream, retentionStream } from '#events/streams.ts'
import type { StreamType } from '#services/commands/streamType.ts'

/** How often records of the tenant were retired. */
export const retirementStreams: StreamType<RetentionStream, number> = {
  kind: 'retention',
  version: 1,
  nameOf: retentionStream,
  empty: 0,
  fold: (retirements, events) => retirements + events.filter(({ type }) => type === 'RecordsRetired').length,
  subjectOf: () => '',
}
