import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OperationResult, OperationRow } from '#events/live/rows.ts'
import { emailOf, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'

let rollcall: TestRollcall
let admin: SignedInClient
let analyst: SignedInClient
let auditor: SignedInClient
beforeAll(async () => {
  rollcall = await testRollcall()
  admin = await rollcall.signIn('acme', 'admin')
  analyst = await rollcall.signIn('acme', 'analyst')
  auditor = await rollcall.signIn('acme', 'auditor')
})
afterAll(() => rollcall.stop())

const filter = `user:${emailOf('member', 'acme')}`
const reason = 'laptop stolen'
const phones = (count: number, slug = 'acme') =>
  Promise.all(Array.from({ length: count }, () => rollcall.signIn(slug, 'member', { client: 'mobile' })))
const isOver = async (client: SignedInClient) => (await client.get('/v1/auth/session')).status === 401
const operation = async (id: string) =>
  ((await auditor.get(`/v1/operations/${id}`)).body as { operation: OperationRow }).operation
const settled = async (id: string) => {
  await expect.poll(async () => (await operation(id))?.state).toBe('finished')
  return operation(id)
}
/** A problem report but for its id. */
const told = ({ body }: { body: unknown }) => ({ ...(body as object), id: null })
const codeOf = (answer: { body: unknown }) => (answer.body as { code: string }).code

describe('a bulk logout over the views', () => {
  it('previews a filter, ends what was previewed, and tells each result', async () => {
    const ended = await phones(3)
    const foreign = await phones(1, 'globex')
    const before = await analyst.post('/v1/operations/preview', { filter })
    expect(before.body).toMatchObject({ sessions: 3, users: 1, spared: [] })
    const started = await analyst.post('/v1/operations', { filter, reason, message: 'Call us', confirm: 3 })
    expect(started.status).toBe(202)
    const { id } = (started.body as { operation: OperationRow }).operation
    expect(await settled(id)).toMatchObject({ filter, reason, sessions: 3, ended: 3, by: { name: 'analyst of acme' } })
    expect(await Promise.all(ended.map(isOver))).toEqual([true, true, true])
    expect(await Promise.all([...foreign, analyst].map(isOver))).toEqual([false, false])
    const results = (await auditor.get(`/v1/operations/${id}/results?limit=2`)).body as {
      items: OperationResult[]
      nextCursor: string
      total: number
    }
    expect([results.total, results.items.map(({ outcome }) => outcome)]).toEqual([3, ['ended', 'ended']])
    expect(results.items[0]?.user?.email).toBe(emailOf('member', 'acme'))
    const rest = await auditor.get(`/v1/operations/${id}/results?limit=2&cursor=${results.nextCursor}`)
    expect((rest.body as { items: unknown[] }).items).toHaveLength(1)
    const list = (await auditor.get('/v1/operations')).body as { items: OperationRow[] }
    expect(list.items.map((row) => row.id)).toContain(id)
  })

  it('spares whoever asks, who is found by the filter too', async () => {
    const preview = await admin.post('/v1/operations/preview', { filter: `user:${emailOf('admin', 'acme')}` })
    expect(preview.body).toMatchObject({ sessions: 0, spared: [{ sessionId: admin.sessionId, why: 'your-own' }] })
  })

  it('says where a filter is wrong, and starts nothing by it', async () => {
    const wrong = await admin.post('/v1/operations/preview', { filter: 'country:DE risk>=high' })
    expect([wrong.status, codeOf(wrong)]).toEqual([400, 'invalid-filter'])
    expect(wrong.body).toMatchObject({ errors: [{ offset: expect.any(Number) }] })
    expect((await admin.post('/v1/operations', { filter: '(', reason, confirm: 1 })).status).toBe(400)
    for (const [filter, offset] of [
      [`user:${'a'.repeat(1996)}`, 2000],
      ['user:a\u0000', 6],
    ])
      for (const [path, more] of [
        ['/v1/operations/preview', {}],
        ['/v1/operations', { reason, confirm: 1 }],
      ] as const)
        expect((await admin.post(path, { filter, ...more })).body).toMatchObject({
          status: 400,
          code: 'invalid-filter',
          errors: [{ offset }],
        })
  })

  it('refuses a wrong cursor before it looks for the operation', async () => {
    const path = `/v1/operations/${randomUUID()}/results`
    const answers = [await auditor.get(`${path}?cursor=x`), await auditor.get(path)]
    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual([
      [400, 'invalid-cursor'],
      [404, 'not-found'],
    ])
  })

  it('is the same operation for the same Idempotency-Key', async () => {
    const [phone] = await phones(1)
    const headers = { 'idempotency-key': 'once' }
    const body = { sessionIds: [phone!.sessionId], reason, confirm: 1 }
    const answers = [
      await admin.post('/v1/operations', body, headers),
      await admin.post('/v1/operations', body, headers),
    ]
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
    expect(answers[1]!.body).toEqual(answers[0]!.body)
    const other = await admin.post('/v1/operations', { ...body, reason: 'another' }, headers)
    expect([other.status, codeOf(other)]).toEqual([409, 'idempotency-mismatch'])
  })

  it('is nobody’s in another tenant', async () => {
    const [phone] = await phones(1)
    const { body } = await admin.post('/v1/operations', { sessionIds: [phone!.sessionId], reason, confirm: 1 })
    const { id } = (body as { operation: OperationRow }).operation
    await settled(id)
    const foreign = await rollcall.signIn('globex', 'admin')
    const [theirs, nobodys] = [
      await foreign.get(`/v1/operations/${id}`),
      await foreign.get(`/v1/operations/${crypto.randomUUID()}`),
    ]
    expect([theirs.status, told(theirs)]).toEqual([404, told(nobodys)])
    expect((await foreign.get(`/v1/operations/${id}/results`)).status).toBe(404)
    const named = await foreign.post('/v1/operations', { sessionIds: [analyst.sessionId], reason, confirm: 1 })
    expect([named.status, codeOf(named)]).toEqual([409, 'confirm-mismatch'])
    expect(await isOver(analyst)).toBe(false)
  })

  it('of a person is done when its one event is, and its results follow', async () => {
    const ended = await phones(2)
    const userId = rollcall.userId('acme', 'member')
    const { body } = await admin.post(`/v1/users/${userId}/revoke-sessions`, { reason })
    const { operation: row, ended: count } = body as { operation: OperationRow; ended: number }
    expect(count).toBeGreaterThanOrEqual(2)
    expect(await Promise.all(ended.map(isOver))).toEqual([true, true])
    expect(await settled(row.id)).toMatchObject({ kind: 'user', userId, ended: count, alreadyEnded: 0 })
  })
})
