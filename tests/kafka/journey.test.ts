import { rolesJourney } from '../contracts/rolesJourney.ts'
import { onKafka } from '../support/kafka/onKafka.ts'
import { kurrentdbDouble } from '../support/kurrentdb/kurrentdbDouble.ts'

rolesJourney('PostgreSQL', 'Kafka', async () => ({ environment: onKafka(), stop: async () => undefined }))

rolesJourney('KurrentDB', 'Kafka', async () => {
  const given = process.env['KURRENTDB_URL']
  if (given !== undefined) return { environment: { ...onKafka(), KURRENTDB_URL: given }, stop: async () => undefined }
  const { url, stop } = await kurrentdbDouble()
  return { environment: { ...onKafka(), KURRENTDB_URL: url }, stop }
})
