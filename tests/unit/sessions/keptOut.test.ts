import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { changePolicy } from '../../support/changedPolicy.ts'
import {
  acme,
  login,
  memoryInstallation,
  type Installation,
  type Reply,
  sessionStack,
  type Stack,
} from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

let installation: Installation
let stack: Stack
let tenant: Awaited<ReturnType<typeof acme>>
beforeEach(async () => {
  installation = memoryInstallation()
  stack = await sessionStack(installation, testAmbient())
  tenant = await acme(stack)
})
afterEach(() => stack.stop())

const change = (changed: Partial<Policy>) => changePolicy(stack.people, tenant.tenantId, changed)
const from = (ip: string) => ({ 'x-forwarded-for': ip })
const [home, train] = [from('198.51.100.7'), from('203.0.113.9')]
const shutTrain = { countries: open(), networks: open(), ranges: { allowed: null, blocked: ['203.0.113.0/24'] } }
function open() {
  return { allowed: null, blocked: [] }
}
const refresh = ({ body }: Reply, headers: Record<string, string>) =>
  stack.call('POST /v1/auth/refresh', { body: { refreshToken: body.refreshToken }, headers })
const activity = ({ body }: Reply, headers: Record<string, string>) =>
  stack.call('POST /v1/auth/session/activity', { token: body.accessToken, headers })
const lately = async () =>
  (await installation.store.readAll({ after: 0, limit: 1_000 })).map(({ type, data, actor }) => ({
    type,
    cause: 'cause' in data ? data.cause : null,
    actor: actor.id,
  }))

describe('somebody whom the rules let in from nowhere near', () => {
  it('is refused like a stranger, and the log says why', async () => {
    await change({ access: shutTrain })
    const stranger = await login(stack, { password: 'wrong horse battery' }, { headers: home })
    const refused = await login(stack, {}, { headers: train })
    expect([refused.status, { ...refused.body, id: '' }]).toEqual([stranger.status, { ...stranger.body, id: '' }])
    expect((await lately()).at(-1)).toMatchObject({ type: 'LoginFailed', cause: 'range', actor: tenant.userId })
    expect((await login(stack, {}, { headers: home })).status).toBe(200)
  })

  it('loses the session at a refresh from there, and is not told why', async () => {
    const session = await login(stack, {}, { headers: home })
    await change({ access: shutTrain })
    const refused = await refresh(session, train)
    expect([refused.status, refused.body.code]).toEqual([401, 'refresh-invalid'])
    expect((await lately()).slice(-2)).toEqual([
      { type: 'RefreshRefused', cause: 'range', actor: tenant.userId },
      { type: 'SessionRevoked', cause: 'policy', actor: 'rules' },
    ])
    expect((await refresh(session, home)).status).toBe(401)
  })

  it('goes on with a refresh from elsewhere', async () => {
    const session = await login(stack, {}, { headers: home })
    await change({ access: shutTrain })
    expect((await refresh(session, home)).status).toBe(200)
  })
})

describe('a session that is bound to a network', () => {
  it('ends at a refresh from another one, and says why', async () => {
    const session = await login(stack, {}, { headers: home })
    await change({ binding: { to: 'network', whenBroken: 'end' } })
    expect((await activity(session, home)).status).toBe(200)
    const refused = await refresh(session, train)
    expect([refused.status, refused.body]).toMatchObject([401, { code: 'session-ended', cause: 'binding' }])
    expect((await lately()).filter(({ actor }) => actor === 'binding').map(({ type }) => type)).toEqual([
      'BindingBroken',
      'SessionRevoked',
    ])
  })

  it('ends at activity from another one', async () => {
    const session = await login(stack, {}, { headers: home })
    await change({ binding: { to: 'network', whenBroken: 'end' } })
    expect((await activity(session, train)).body).toMatchObject({ code: 'session-ended', cause: 'binding' })
  })

  it('goes on, noted once, where that is the rule', async () => {
    const session = await login(stack, {}, { headers: home })
    await change({ binding: { to: 'network', whenBroken: 'note' } })
    const next = await refresh(session, train)
    expect((await refresh(next, train)).status).toBe(200)
    expect((await lately()).filter(({ type }) => type === 'BindingBroken')).toHaveLength(1)
  })

  it('has to be proved again where that is the rule', async () => {
    const session = await login(stack, {}, { headers: home })
    await change({ binding: { to: 'network', whenBroken: 'step-up' } })
    expect((await refresh(session, train)).status).toBe(200)
    const { session: after } = await stack.service.readSession(tenant.tenantId, session.body.session.id)
    expect(after).toMatchObject({ status: 'active', stepUpRequiredSince: '2026-11-20T09:00:00.000Z' })
  })
})
