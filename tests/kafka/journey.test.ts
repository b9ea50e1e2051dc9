import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { rolesJourney } from '../contracts/rolesJourney.ts'
import { kurrentdbDouble } from '../support/kurrentdb/kurrentdbDouble.ts'

/** A topic and groups of one's own. */
const onKafka = () => ({
  KAFKA_BROKERS: inject('kafkaBroker'),
  KAFKA_TOPIC_PREFIX: `test-${randomBytes(6).toString('hex')}`,
  KAFKA_PARTITIONS: '4',
})

rolesJourney('PostgreSQL', 'Kafka', async () => ({ environment: onKafka(), stop: async () => undefined }))

rolesJourney('KurrentDB', 'Kafka', async () => {
  const given = process.env['KURRENTDB_URL']
  if (given !== undefined) return { environment: { ...onKafka(), KURRENTDB_URL: given }, stop: async () => undefined }
  const { url, stop } = await kurrentdbDouble()
  return { environment: { ...onKafka(), KURRENTDB_URL: url }, stop }
})
