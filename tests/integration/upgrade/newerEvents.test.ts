import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionStream, tenantStream, userStream } from '#events/streams.ts'
import { openLog } from '#services/composition/data/openLog.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import type { Databases } from '#services/postgres/databases.ts'
import { besideRollcall } from '../../support/besideRollcall.ts'
import { realAmbient } from '../../support/realAmbient.ts'
import { emailOf, password, type SignedInClient, type TestRollcall, testRollcall } from '../../support/rollcall.ts'
import { signInAs } from '../../support/runningRollcall.ts'

interface Newer {
  stream: string
  type: string
  version: number
  data: object
}

/** A later release was tried and taken back: its events stand in the log. */
describe('a log with events of a later release', () => {
  let rollcall: TestRollcall
  let databases: Databases
  let log: EventLog
  let close: () => Promise<void>
  let watched: SignedInClient
  let newer: Newer[]

  const append = async ({ stream, type, version, data }: Newer): Promise<void> => {
    const actor = { kind: 'system', id: 'of tomorrow' }
    const revision = (await log.readStream(stream)).at(-1)?.revision ?? -1
    const event = {
      id: realAmbient.random.id(),
      type,
      version,
      tenantId: rollcall.tenantId('acme'),
      at: new Date().toISOString(),
      payload: JSON.stringify({ actor, correlationId: 'later', causationId: null, context: null, data }),
      subject: null,
      sealed: null,
    }
    await log.append(stream, [event], revision)
  }

  beforeAll(async () => {
    rollcall = await testRollcall()
    watched = await rollcall.signIn('acme', 'member')
    databases = await rollcall.database.reopen()
    ;({ log, close } = openLog({ databases, masterKey: rollcall.database.masterKey }, () => performance.now()))
    const tenantId = rollcall.tenantId('acme')
    const userId = rollcall.userId('acme', 'member')
    newer = [
      { stream: tenantStream(tenantId), type: 'TenantMerged', version: 1, data: { into: 'elsewhere' } },
      { stream: tenantStream(tenantId), type: 'PolicyChanged', version: 2, data: { everything: 'else' } },
      { stream: userStream(tenantId, userId), type: 'UserBlessed', version: 3, data: { userId } },
      { stream: sessionStream(tenantId, watched.sessionId), type: 'SessionRevoked', version: 2, data: { why: 'new' } },
      { stream: `novelty-${tenantId}+1`, type: 'NoveltySeen', version: 1, data: { sessionId: watched.sessionId } },
    ]
    for (const each of newer) await append(each)
  })
  afterAll(async () => {
    await close()
    await databases.close()
    await rollcall.stop()
  })

  it('is served on: who was signed in is, who comes may', async () => {
    expect(await watched.get('/v1/auth/session')).toMatchObject({ status: 200 })
    const again = await rollcall.signIn('acme', 'member')
    expect((await again.get('/v1/me')).status).toBe(200)
  })

  it('is started on', async () => {
    const beside = await besideRollcall(rollcall)
    const person = { tenant: 'acme', email: emailOf('analyst', 'acme'), password }
    expect((await (await signInAs(beside.url, person)).get('/v1/sessions')).status).toBe(200)
    await beside.stop()
  })

  it('shows each of them by its name, and keeps it as it is', async () => {
    const { get } = await rollcall.signIn('acme', 'analyst')
    const listed = async (): Promise<string[]> => {
      const { body } = await get('/v1/log?limit=200')
      return (body as { items: { text: string }[] }).items.map(({ text }) => text)
    }
    await expect
      .poll(listed)
      .toEqual(expect.arrayContaining(newer.map(({ type }) => `${type}, which this release does not know`)))
  })

  it('parks none of them, and its views equal a rebuild', async () => {
    const { masterKey } = rollcall.database
    expect((await check({ databases, masterKey })).differences).toEqual([])
    expect((await rebuild({ databases, masterKey })).parked).toBe(0)
    expect((await check({ databases, masterKey })).differences).toEqual([])
  })
})
