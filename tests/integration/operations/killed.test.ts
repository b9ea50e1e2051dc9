import { fork } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Recorded } from '#events/envelope.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { operationStack, staff, type OperationStack } from '../../support/operationStack.ts'
import { postgresInstallation } from '../../support/postgresInstallation.ts'
import { acme, login } from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

let database: TestDatabase
let installation: Awaited<ReturnType<typeof postgresInstallation>>
let stack: OperationStack
let token: string

beforeAll(async () => {
  database = await testDatabase({ writer: 6 })
  installation = await postgresInstallation(database)
  stack = await operationStack(installation, { ...testAmbient('survivor'), clock: { now: () => Date.now() } })
  const { tenantId } = await acme(stack)
  token = (await staff(stack, tenantId, 'admin')).token
})
afterAll(async () => {
  await stack.stop()
  await installation.close()
  await database.drop()
})

const eventsOf = async <Type extends RollcallEvent['type']>(type: Type) =>
  (await installation.store.readAll({ after: 0, limit: 10_000 })).filter(
    (event): event is Recorded<Extract<RollcallEvent, { type: Type }>> & Recorded<RollcallEvent> => event.type === type,
  )

/** Starts the operation in a process of its own and kills it, without warning, after it has ended so many sessions. */
const killInTheMiddle = async (sessionIds: string[], dieAfter: number): Promise<void> => {
  const child = fork(new URL('./dyingProcess.ts', import.meta.url), { execArgv: [] })
  const { ownerUrl, masterKey } = database
  child.send({ ownerUrl, masterKey: masterKey.toString('base64'), accessToken: token, sessionIds, dieAfter })
  try {
    const [answered]: unknown[] = await once(child, 'message')
    expect(answered).toEqual({ status: 202 })
    await expect.poll(() => eventsOf('SessionRevoked')).toHaveLength(dieAfter)
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
}

describe('an operation whose process is killed in the middle', () => {
  it('is finished by another: each session ended once, none forgotten, all counted as ended by it', async () => {
    const sessionIds = await Promise.all(
      Array.from({ length: 30 }, async () => String((await login(stack)).body['session'].id)),
    )
    await killInTheMiddle(sessionIds, 25)
    expect(await eventsOf('OperationFinished')).toEqual([])
    await expect.poll(() => eventsOf('OperationFinished')).toHaveLength(1)
    const revoked = (await eventsOf('SessionRevoked')).map(({ data }) => data.sessionId)
    expect(revoked.toSorted()).toEqual(sessionIds.toSorted())
    const results = (await eventsOf('OperationSessionEnded')).map(({ data }) => data)
    expect(results.map(({ sessionId }) => sessionId).toSorted()).toEqual(sessionIds.toSorted())
    expect((await eventsOf('OperationFinished'))[0]?.data).toMatchObject({ ended: 30, alreadyEnded: 0 })
    const [started] = await eventsOf('OperationStarted')
    expect(
      new Set((await eventsOf('SessionRevoked')).map(({ actor, data }) => `${actor.id} ${data.operationId}`)),
    ).toEqual(new Set([`${started!.actor.id} ${started!.data.operationId}`]))
  })
})
