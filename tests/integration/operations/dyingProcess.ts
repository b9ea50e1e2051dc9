import { openDatabases } from '#services/postgres/databases.ts'
import { operationStack } from '../../support/operationStack.ts'
import { postgresInstallation } from '../../support/postgresInstallation.ts'
import { testAmbient } from '../../support/testAmbient.ts'

/**
 * A process of its own for tests that kill it: starts an operation, ends `dieAfter` of its sessions, says so, and hangs
 * there, results half written, until somebody kills it.
 */
interface Orders {
  ownerUrl: string
  masterKey: string
  accessToken: string
  sessionIds: string[]
  dieAfter: number
}

const hang = new Promise<never>(() => undefined)

const run = async ({ ownerUrl, masterKey, accessToken, sessionIds, dieAfter }: Orders): Promise<void> => {
  const key = Buffer.from(masterKey, 'base64')
  const reopen = () => openDatabases({ ownerUrl, masterKey: key, sizes: { owner: 1, writer: 4, app: 4 } })
  const databases = await reopen()
  const installation = await postgresInstallation({
    databases,
    ownerUrl,
    masterKey: key,
    reopen,
    drop: async () => undefined,
  })
  let left = dieAfter
  const stack = await operationStack(
    installation,
    { ...testAmbient(`dying ${process.pid}`), clock: { now: () => Date.now() } },
    { beforeRevoke: async () => ((left -= 1) < 0 ? hang : undefined) },
  )
  const body = { reason: 'killed in the middle', sessionIds, confirm: sessionIds.length }
  const { status } = await stack.call('POST /v1/operations', { token: accessToken, body })
  process.send?.({ status })
}

process.once('message', (orders) => {
  run(orders as Orders).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
