import { kurrentdbEventLog } from '#services/eventStore/kurrentdb/kurrentdbEventLog.ts'
import { eventLogContract } from '../../contracts/eventLogContract.ts'
import { kurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'

const now = (): number => performance.now()

for (const version of ['23.10.8', '24.2.0'] as const)
  eventLogContract(
    `the log in the double of EventStoreDB ${version}`,
    async () => {
      const server = await kurrentdbDouble({ behaviour: { version, systemEventEvery: 5 } })
      const log = kurrentdbEventLog({ url: server.url, now })
      const stop = async (): Promise<void> => {
        await log.close()
        await server.stop()
      }
      return { log, stop }
    },
    { isGapless: false, startsEmpty: true },
  )

// A real server, when there is one: KURRENTDB_URL='kurrentdb://127.0.0.1:2113?tls=false' npm test -- kurrentdbEventLog
const real = process.env['KURRENTDB_URL']
if (real !== undefined && real !== '')
  eventLogContract(
    'the log in the server of KURRENTDB_URL',
    async () => {
      const log = kurrentdbEventLog({ url: real, now })
      return { log, stop: () => log.close() }
    },
    { isGapless: false, startsEmpty: false },
  )
