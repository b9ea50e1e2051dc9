import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalLog, type Refusal } from '#services/http/refusalLog.ts'
import { silentLogger, type LogFields } from '#services/logging/logger.ts'
import { operationStack, staff, type OperationStack } from '../../support/operationStack.ts'
import { acme, memoryInstallation } from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const listening = () => {
  const lines: [message: string, fields: LogFields | undefined][] = []
  const logger = { ...silentLogger, info: (message: string, fields?: LogFields) => void lines.push([message, fields]) }
  return { lines, logger }
}
const refused = (more: Partial<Refusal> = {}): Refusal => ({
  code: 'not-signed-in',
  correlationId: 'c1',
  method: 'GET',
  route: '/v1/sessions/{sessionId}',
  address: '198.51.100.7',
  caller: null,
  ...more,
})

describe('the log of refusals', () => {
  it('says who was refused what', () => {
    const { lines, logger } = listening()
    const note = refusalLog(logger, testAmbient().clock)
    note(
      refused({
        code: 'forbidden',
        caller: { kind: 'apiKey', tenantId: 'acme', keyId: 'k1', scopes: [], clientId: null, roles: null },
      }),
    )
    expect(lines).toEqual([
      [
        'request refused',
        {
          correlationId: 'c1',
          method: 'GET',
          route: '/v1/sessions/{sessionId}',
          status: 403,
          code: 'forbidden',
          address: '198.51.100.7',
          tenantId: 'acme',
          caller: 'k1',
        },
      ],
    ])
  })

  it('passes over mistakes and failures', () => {
    const { lines, logger } = listening()
    const note = refusalLog(logger, testAmbient().clock)
    for (const code of ['invalid-request', 'not-found', 'internal', 'busy'] as const) note(refused({ code }))
    expect(lines).toEqual([])
  })

  it('gives a source twenty lines a minute, and tells later how many it left out', () => {
    const { lines, logger } = listening()
    const { clock, pass } = testAmbient()
    const note = refusalLog(logger, clock)
    for (let n = 0; n < 500; n += 1) note(refused({ code: 'rate-limited' }))
    note(refused({ address: '203.0.113.9' }))
    expect(lines).toHaveLength(21)
    pass(60_000)
    note(refused())
    expect(lines.slice(21)).toEqual([
      ['refusals beyond the share of their source were not logged', { refusals: 480 }],
      ['request refused', expect.objectContaining({ code: 'not-signed-in' })],
    ])
  })

  it('takes the addresses of one IPv6 network for one source', () => {
    const { lines, logger } = listening()
    const note = refusalLog(logger, testAmbient().clock)
    for (let n = 0; n < 100; n += 1) note(refused({ address: `2001:db8:7:1::${n.toString(16)}` }))
    expect(lines).toHaveLength(20)
  })

  it('keeps a bounded number of sources: those beyond share one', () => {
    const { lines, logger } = listening()
    const note = refusalLog(logger, testAmbient().clock)
    for (let n = 0; n < 5_000; n += 1) note(refused({ address: `10.0.${n >> 8}.${n & 255}` }))
    expect(lines).toHaveLength(1_020)
  })
})

describe('a server that refuses', () => {
  const { lines, logger } = listening()
  let stack: OperationStack
  beforeAll(async () => {
    stack = await operationStack(memoryInstallation(), testAmbient(), {
      edge: { noteRefusal: refusalLog(logger, testAmbient().clock) },
    })
  })
  afterAll(() => stack.stop())

  it('notes the route and the person, and neither token, id nor body', async () => {
    const { tenantId } = await acme(stack)
    const { token } = await staff(stack, tenantId, 'auditor')
    const id = '01890000-0000-7000-8000-00000000dead'
    const body = { reason: 'a secret reason' }
    await stack.call(`POST /v1/sessions/${id}/revoke`, { token, body })
    await stack.call(`POST /v1/sessions/${id}/revoke`, { token: `${token}x`, body })
    expect(lines).toMatchObject([
      ['request refused', { status: 403, code: 'forbidden', route: '/v1/sessions/{sessionId}/revoke', tenantId }],
      ['request refused', { status: 401, code: 'not-signed-in', method: 'POST' }],
    ])
    for (const secret of [token, id, 'a secret reason']) expect(JSON.stringify(lines)).not.toContain(secret)
  })
})
