import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acme, memoryInstallation, type Call } from '../../support/sessionStack.ts'
import { operationStack, staff, type OperationStack } from '../../support/operationStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

let stack: OperationStack
const tokens = { stranger: undefined as string | undefined, auditor: '', admin: '' }
type Asking = keyof typeof tokens

beforeAll(async () => {
  stack = await operationStack(memoryInstallation(), testAmbient())
  const { tenantId } = await acme(stack)
  for (const role of ['auditor', 'admin'] as const) tokens[role] = (await staff(stack, tenantId, role)).token
})
afterAll(() => stack.stop())

const refusal = async (asking: Asking, request: string, call: Call = {}) => {
  const { status, body } = await stack.call(request, { ...call, token: tokens[asking] })
  return [status, body.code]
}
const reason = { body: { reason: 'lost laptop' } }

describe('refusals', () => {
  it('name a mistake in the request before a malformed id', async () => {
    const revoke = 'POST /v1/sessions/nonsense/revoke'
    const wrongKey = { ...reason, headers: { 'idempotency-key': 'two words' } }
    expect(await refusal('admin', revoke, wrongKey)).toEqual([400, 'invalid-request'])
    expect(await refusal('admin', revoke, reason)).toEqual([404, 'not-found'])
    expect(await refusal('admin', 'GET /v1/operations/nonsense?minPosition=x')).toEqual([400, 'invalid-position'])
    expect(await refusal('admin', 'GET /v1/operations/nonsense')).toEqual([404, 'not-found'])
  })

  it.each([
    ['broken', '{', 'application/json', [400, 'invalid-json']],
    ['no object', '"lost"', 'application/json', [400, 'invalid-json']],
    ['no UTF-8', Buffer.from('7b2272656173c3286f6e223a22227d', 'hex'), 'application/json', [400, 'invalid-json']],
    ['of another charset', '{}', 'application/json; charset=utf-16', [415, 'unsupported-media-type']],
    ['too large', 'x'.repeat(150_000), 'application/json', [413, 'body-too-large']],
    ['no JSON', 'reason=lost', 'application/x-www-form-urlencoded', [415, 'unsupported-media-type']],
  ])(
    'name a body that is %s only to who may call, and only where there is a route',
    async (_, body, type, expected) => {
      const send = async (asking: Asking, method: string, path: string) => {
        const authorization = `Bearer ${tokens[asking] ?? ''}`
        const response = await fetch(stack.url + path, {
          method,
          headers: { 'content-type': type, authorization },
          body,
        })
        return [response.status, ((await response.json()) as { code: string }).code]
      }
      expect(await send('stranger', 'POST', '/v1/operations')).toEqual([401, 'not-signed-in'])
      expect(await send('auditor', 'POST', '/v1/operations')).toEqual([403, 'forbidden'])
      expect(await send('admin', 'POST', '/v1/operations')).toEqual(expected)
      expect(await send('admin', 'POST', '/v1/sessions/nonsense/revoke')).toEqual(expected)
      expect(await send('stranger', 'POST', '/v1/auth/logout')).toEqual(expected)
      expect(await send('admin', 'DELETE', '/v1/me/sessions')).toEqual(expected)
      expect(await send('admin', 'POST', '/v1/nowhere')).toEqual([404, 'not-found'])
    },
  )

  it.each(['%zz', '%', '%ff', '%e2%82', 'a%zzb%20c', '%2'])('take the path %s for any malformed id', async (id) => {
    const revoke = `POST /v1/sessions/${id}/revoke`
    expect(await refusal('stranger', revoke, reason)).toEqual([401, 'not-signed-in'])
    expect(await refusal('auditor', revoke, reason)).toEqual([403, 'forbidden'])
    expect(await refusal('admin', revoke)).toEqual([400, 'invalid-request'])
    expect(await refusal('admin', revoke, reason)).toEqual([404, 'not-found'])
    expect(await refusal('admin', `GET /v1/operations/${id}?more=1`)).toEqual([400, 'invalid-request'])
    expect(await refusal('admin', `GET /v1/${id}`)).toEqual([404, 'not-found'])
  })
})
