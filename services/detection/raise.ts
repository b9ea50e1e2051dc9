import { isDeepStrictEqual } from 'node:util'
import type { AnomalyEvent } from '#events/anomaly/events.ts'
import { type AnomalyStream, anomalyStream } from '#events/streams.ts'
import type { Clock } from '#services/ambient/clock.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { commandedStreams } from '#services/commands/commandedStreams.ts'
import { changes } from '#services/commands/commandHandler.ts'
import { loadStream } from '#services/commands/loadStream.ts'
import { type StreamType, unread } from '#services/commands/streamType.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { Finding } from './rule.ts'

type Raised = Extract<AnomalyEvent, { type: 'AnomalyRaised' }>['data']

/** The data of the raised anomaly; null: it was not raised yet. Raise `version` whenever the event changes. */
export const anomalyStreams: StreamType<AnomalyStream, Raised | null> = {
  kind: 'anomaly',
  version: 1,
  nameOf: anomalyStream,
  empty: null,
  fold: (raised, events) => raised ?? events.find((event) => event.type === 'AnomalyRaised')?.data ?? null,
  subjectOf: (raised) => raised?.userId ?? '',
}

/** The same finding always gets the same id, however often its cause is delivered. */
export const anomalyIdOf = ({ rule, ruleVersion, cause }: Finding): string =>
  derivedUuid(cause.tenantId, rule, ruleVersion, cause.id)

const dataOf = (finding: Finding): Raised => {
  const { cause, ...found } = finding
  return { anomalyId: anomalyIdOf(finding), ...found, causeEventId: cause.id }
}

const originOf = ({ rule, cause }: Finding) => ({
  tenantId: cause.tenantId,
  actor: { kind: 'detector', id: rule } as const,
  correlationId: cause.correlationId,
  causationId: cause.id,
  context: null,
})

/** Appends the anomaly unless its stream holds it already. */
export const raise = async (
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots'>,
  finding: Finding,
  clock: Clock,
): Promise<void> => {
  const anomalyId = anomalyIdOf(finding)
  const random = { id: () => derivedUuid('AnomalyRaised', anomalyId) }
  const { begin } = commandedStreams({ store, ambient: { clock, random }, type: anomalyStreams, capacity: 1 })
  await begin(anomalyId, originOf(finding), (raised) =>
    changes<AnomalyEvent>(raised === null ? [{ type: 'AnomalyRaised', version: 1, data: dataOf(finding) }] : []),
  )
}

/** Compares a finding with the log: `missing` was never raised, `different` was raised with other data. */
export const compare = async (
  store: Pick<EventStore, 'readStream' | 'snapshots'>,
  finding: Finding,
): Promise<'same' | 'missing' | 'different'> => {
  const { tenantId } = finding.cause
  const stream = { store, type: anomalyStreams, tenantId, id: anomalyIdOf(finding) }
  const raised = (await loadStream(stream, unread(anomalyStreams))).loaded.state
  if (raised === null) return 'missing'
  return isDeepStrictEqual(raised, dataOf(finding)) ? 'same' : 'different'
}
