import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'

/** Settings that choose the run's Apache Kafka as the feed, with a topic and groups of one's own. */
export const onKafka = () => ({
  KAFKA_BROKERS: inject('kafkaBroker'),
  KAFKA_TOPIC_PREFIX: `test-${randomBytes(6).toString('hex')}`,
  KAFKA_PARTITIONS: '4',
})
