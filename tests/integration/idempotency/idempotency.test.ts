import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CodedError } from '#services/ports/errors.ts'
import { idempotency } from '#services/idempotency/idempotency.ts'
import { purgeIdempotency } from '#services/idempotency/idempotencyRows.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { inTenant } from '#services/postgres/transaction.ts'
import type { RequestClaim } from '#services/ports/requestClaim.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { testAmbient } from '../../support/testAmbient.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const aProcess = (seed: string, pausesMs?: number[]) =>
  idempotency({
    app: database.databases.app,
    masterKey: database.masterKey,
    random: testAmbient(`${seed} ${randomUUID()}`).random,
    logger: silentLogger,
    ...(pausesMs === undefined ? {} : { pausesMs }),
  })
const aRequest = (change: object = {}) => ({
  tenantId: randomUUID(),
  actorId: randomUUID(),
  route: 'startOperation',
  key: 'key-1',
  body: { sessionIds: ['a'], reason: 'odd' },
  ...change,
})

/** A handler that says how often it ran and what ids it was given. */
const handler = (outcome: (run: number) => void = () => undefined) => {
  const runs: { ids: string[]; repeated: boolean }[] = []
  const handle = async ({ eventIds, repeated }: RequestClaim) => {
    runs.push({ ids: [eventIds(), eventIds()], repeated })
    outcome(runs.length)
    return { status: 202, body: { run: runs.length, email: 'ann@acme.test', token: 'shown once' }, position: 9 }
  }
  return { runs, handle }
}

/** Makes every claim look as if its holder had died long ago. */
const letHoldersDie = async (tenantId: string) => {
  await inTenant(database.databases.app, tenantId, (connection) =>
    connection.query(`update idempotency_keys set claimed_until = now() - interval '1 second' where answer is null`),
  )
}

describe('a request with an Idempotency-Key', () => {
  it('is carried out once; its repeat gets the same answer, without what is shown once', async () => {
    const { runs, handle } = handler()
    const request = aRequest()
    const first = await aProcess('a').run(request, handle)
    const repeat = await aProcess('b').run(request, handle)
    expect(runs).toHaveLength(1)
    expect(first.body).toMatchObject({ token: 'shown once' })
    expect(repeat).toEqual({ status: 202, body: { run: 1, email: 'ann@acme.test' }, position: 9 })
  })

  it('is refused with another body', async () => {
    const { runs, handle } = handler()
    const request = aRequest()
    await aProcess('a').run(request, handle)
    await expect(aProcess('a').run({ ...request, body: { sessionIds: ['b'] } }, handle)).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    })
    expect(runs).toHaveLength(1)
  })

  it('means nothing to another tenant, another person or another route', async () => {
    const { runs, handle } = handler()
    const request = aRequest()
    const { run } = aProcess('a')
    await run(request, handle)
    await run({ ...request, tenantId: randomUUID() }, handle)
    await run({ ...request, actorId: randomUUID() }, handle)
    await run({ ...request, route: 'another' }, handle)
    expect(runs).toHaveLength(4)
    expect(new Set(runs.flatMap(({ ids }) => ids)).size).toBe(8)
  })

  it('is carried out once when many send it at once, over two processes', async () => {
    const { runs, handle } = handler()
    const request = aRequest()
    const processes = [aProcess('a'), aProcess('b')]
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => processes[index % 2]!.run(request, handle)),
    )
    expect(runs).toHaveLength(1)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
  })

  it('tells a repeat to come back when the first takes long', async () => {
    const request = aRequest()
    const { run } = aProcess('a', [1, 1])
    const [started, finished] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow = run(request, async () => {
      started.resolve()
      await finished.promise
      return { status: 200 }
    })
    await started.promise
    await expect(run(request, () => Promise.reject(new Error('carried out twice')))).rejects.toMatchObject({
      code: 'request-in-progress',
      details: { retryAfterSeconds: 1 },
    })
    finished.resolve()
    expect(await slow).toEqual({ status: 200 })
  })

  it('meets the same ids when its first holder died', async () => {
    const { runs, handle } = handler()
    const request = aRequest()
    const { run } = aProcess('a')
    const dead = handler((times) => {
      if (times === 1) throw new Error('killed')
    })
    await expect(run(request, dead.handle)).rejects.toThrow('killed')
    await letHoldersDie(request.tenantId)
    await aProcess('b').run(request, handle)
    expect(runs[0]).toEqual({ ids: dead.runs[0]?.ids, repeated: true })
    expect(dead.runs[0]?.repeated).toBe(false)
  })

  it('repeats a refusal that would be the same, and tries again after one that might not', async () => {
    const { run } = aProcess('a')
    const lasting = aRequest()
    const refuse = handler(() => {
      throw new CodedError('preview-stale', { detail: 'It grew.', extra: { sessions: 12 } })
    })
    const refusal = { code: 'preview-stale', details: { detail: 'It grew.', extra: { sessions: 12 } } }
    await expect(run(lasting, refuse.handle)).rejects.toMatchObject(refusal)
    await expect(run(lasting, refuse.handle)).rejects.toMatchObject(refusal)
    expect(refuse.runs).toHaveLength(1)

    const passing = aRequest()
    const recover = handler((times) => {
      if (times === 1) throw new CodedError('busy')
    })
    await expect(run(passing, recover.handle)).rejects.toMatchObject({ code: 'busy' })
    expect(await run(passing, recover.handle)).toMatchObject({ status: 202 })
  })

  it('leaves neither body nor answer readable in the table', async () => {
    const { handle } = handler()
    const request = aRequest({ body: { reason: 'stolen laptop' } })
    await aProcess('a').run(request, handle)
    const rows = await inTenant(database.databases.app, request.tenantId, async (connection) => {
      const found = await connection.query<{ row: string }>(
        `select encode(body_digest, 'escape') || encode(answer, 'escape') as row from idempotency_keys`,
      )
      return found.rows
    })
    expect(rows).toHaveLength(1)
    for (const clear of ['stolen', 'ann@acme']) expect(rows[0]?.row).not.toContain(clear)
  })

  it('is forgotten after a day', async () => {
    const { runs, handle } = handler()
    const request = aRequest()
    const { run } = aProcess('a')
    await run(request, handle)
    await inTenant(database.databases.app, request.tenantId, (connection) =>
      connection.query(`update idempotency_keys set expires_at = expires_at - interval '24 hours'`),
    )
    expect(await purgeIdempotency(database.databases.writer)).toBe(1)
    await run(request, handle)
    expect(runs).toHaveLength(2)
  })
})
