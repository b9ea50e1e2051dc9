import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testRollcall, type TestRollcall } from '../../support/rollcall.ts'

let rollcall: TestRollcall
beforeAll(async () => {
  rollcall = await testRollcall()
})
afterAll(() => rollcall.stop())

describe('an id written in capitals', () => {
  it('names the same session, person and operation', async () => {
    const admin = await rollcall.signIn('acme', 'admin')
    const kept = await rollcall.signIn('acme', 'member', { client: 'mobile' })
    const ended = await rollcall.signIn('acme', 'member', { client: 'web' })
    const userId = rollcall.userId('acme', 'member').toUpperCase()
    const order = { reason: 'lost phone', except: [kept.sessionId.toUpperCase()] }
    const answer = await admin.post(`/v1/users/${userId}/revoke-sessions`, order)
    expect(answer).toMatchObject({ status: 200, body: { ended: 1 } })
    expect((await kept.get('/v1/auth/session')).status).toBe(200)
    expect((await ended.get('/v1/auth/session')).status).toBe(401)
    const wire = encodeURIComponent(answer.headers.get('rollcall-position')!)
    const read = await admin.get(`/v1/sessions/${kept.sessionId.toUpperCase()}?minPosition=${wire}`)
    expect(read).toMatchObject({ status: 200, body: { id: kept.sessionId } })
    const operation = String((answer.body as { operation: { id: string } | string }).operation)
    const id = operation.startsWith('[') ? (answer.body as { operation: { id: string } }).operation.id : operation
    expect((await admin.get(`/v1/operations/${id.toUpperCase()}?minPosition=${wire}`)).status).toBe(200)
  })
})
