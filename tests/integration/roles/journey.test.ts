import { rolesJourney } from '../../contracts/rolesJourney.ts'
import { kurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'

rolesJourney('PostgreSQL', 'the store’s tail', async () => ({ environment: {}, stop: async () => undefined }))

rolesJourney('KurrentDB', 'the store’s tail', async () => {
  const given = process.env['KURRENTDB_URL']
  if (given !== undefined) return { environment: { KURRENTDB_URL: given }, stop: async () => undefined }
  const { url, stop } = await kurrentdbDouble()
  return { environment: { KURRENTDB_URL: url }, stop }
})
