import { isDeepStrictEqual } from 'node:util'
import type { AnomalyEvent } from '#events/anomaly/events.ts'
import type { NewEvent } from '#events/envelope.ts'
import { anomalyStream } from '#events/streams.ts'
import { type Clock, instant } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import { type EventStore, noStream } from '#services/eventStore/eventStore.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import type { Finding } from './rule.ts'

type Streams = Pick<EventStore, 'append' | 'readStream'>

/** The same finding is the same anomaly however often its cause is delivered. */
export const anomalyIdOf = ({ rule, ruleVersion, cause }: Finding): string =>
  derivedUuid(cause.tenantId, rule, ruleVersion, cause.id)

const dataOf = (finding: Finding): Extract<AnomalyEvent, { type: 'AnomalyRaised' }>['data'] => {
  const { cause, ...found } = finding
  return { anomalyId: anomalyIdOf(finding), ...found, causeEventId: cause.id }
}

const raised = (finding: Finding, clock: Clock): NewEvent<AnomalyEvent> => ({
  type: 'AnomalyRaised',
  version: 1,
  data: dataOf(finding),
  id: derivedUuid('AnomalyRaised', anomalyIdOf(finding)),
  tenantId: finding.cause.tenantId,
  at: instant(clock),
  actor: { kind: 'detector', id: finding.rule },
  correlationId: finding.cause.correlationId,
  causationId: finding.cause.id,
  context: null,
})

const streamOf = (finding: Finding): string => anomalyStream(finding.cause.tenantId, anomalyIdOf(finding))

/** Appends the anomaly unless it stands already. */
export const raise = async (store: Streams, finding: Finding, clock: Clock): Promise<void> => {
  try {
    await store.append(streamOf(finding), [raised(finding, clock)], noStream)
  } catch (error) {
    const known = error instanceof CodedError && error.code === 'stale-revision'
    if (!known || (await store.readStream(streamOf(finding))).length === 0) throw error
  }
}

/** How a finding relates to the log: `missing` was never raised, `different` was raised with other data. */
export const compare = async (store: Streams, finding: Finding): Promise<'same' | 'missing' | 'different'> => {
  const [event] = await store.readStream(streamOf(finding))
  if (event === undefined) return 'missing'
  return isDeepStrictEqual(event.data, dataOf(finding)) ? 'same' : 'different'
}
