import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startEmbeddedPostgres } from '#services/postgres/embeddedPostgres.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { untilAlone } from '#services/postgres/otherProcesses.ts'
import { createPool } from '#services/postgres/pool.ts'
import { temporaryFolder } from '../../support/runningRollcall.ts'

it('waits until nobody else is connected to the server', async () => {
  const place = await temporaryFolder('rollcall alone ')
  const server = await startEmbeddedPostgres({ directory: join(place.folder, 'postgres'), password: 'tests' })
  const url = server.url('postgres')
  const other = createPool({ endpoint: endpointOf(url), size: 1, applicationName: 'rollcall owner' })
  try {
    await other.query('select 1')
    let isAlone = false
    const waiting = untilAlone(url).then(() => (isAlone = true))
    await other.query('select pg_sleep(1)')
    expect(isAlone).toBe(false)
    await other.end()
    await waiting
    await untilAlone(url)
  } finally {
    await server.stop()
    await place.remove()
  }
})
