import { describe, expect, it } from 'vitest'
import type { RequestContext } from '#events/envelope.ts'
import type { PersonCaller, SignedInCaller } from '#services/http/caller.ts'
import type { Route } from '#services/http/route.ts'
import { meRoutes } from '#services/tenants/people/meRoutes.ts'
import { passwordRoutes } from '#services/tenants/passwords/passwordRoutes.ts'
import { goodPassword, tenantsInMemory } from '../../support/tenantsInMemory.ts'

const context: RequestContext = {
  ip: '198.51.100.7',
  userAgent: null,
  clientId: 'dashboard',
  device: null,
  place: null,
  network: null,
}
const sessionId = '01890000-0000-7000-8000-0000000000f0'

const call = ([route]: Route[], caller: SignedInCaller, body?: unknown) =>
  route!.handle({
    caller,
    params: undefined,
    query: undefined,
    body,
    context,
    correlationId: 'c',
    at: '2026-11-20T09:00:00.000Z',
    headers: {
      origin: undefined,
      rollcallClient: undefined,
      host: undefined,
      lastEventId: undefined,
      ifMatch: undefined,
    },
    bearer: undefined,
    cookies: {},
    isKnown: true,
    requireRecentProof: async () => undefined,
  })

const signedIn = (tenantId: string, userId: string, change: Partial<PersonCaller> = {}): PersonCaller => ({
  kind: 'person',
  tenantId,
  userId,
  sessionId,
  clientId: 'dashboard',
  audience: 'rollcall-dashboard',
  roles: ['analyst'],
  mustChangePassword: false,
  mustReauthenticate: false,
  authTime: 0,
  methods: ['pwd'],
  accessExpiresAt: 0,
  ...change,
})

describe('GET /v1/me', () => {
  it('says who I am, where, in which session and what I may do', async () => {
    const { add, directory, commands, tenantId } = await tenantsInMemory()
    const { userId } = await add('ann@acme.test', ['analyst'])
    const answer = await call(meRoutes({ directory, commands }), signedIn(tenantId, userId))
    expect(answer).toEqual({
      status: 200,
      body: {
        user: { id: userId, email: 'ann@acme.test', name: 'ann@acme.test' },
        tenant: { id: tenantId, slug: 'acme', name: 'Acme', simulated: false },
        sessionId,
        roles: ['analyst'],
        may: ['own-account', 'end-own-sessions', 'watch', 'end-sessions', 'contain', 'judge-anomalies', 'export-log'],
        mustChangePassword: false,
        emailChange: null,
        passwordRules: { minimumLength: 8 },
      },
    })
  })

  it('answers in the shape it documents, also to whoever must change a password', async () => {
    const { add, directory, commands, tenantId } = await tenantsInMemory()
    const { userId } = await add('ann@acme.test')
    const [route] = meRoutes({ directory, commands })
    const { body } = await call([route!], signedIn(tenantId, userId, { mustChangePassword: true }))
    expect(route?.answers[200]?.schema?.parse(body)).toEqual(body)
    expect(route?.beforePasswordChange).toBe(true)
  })
})

describe('POST /v1/auth/password', () => {
  it('changes the password and answers with the position of the change', async () => {
    const { add, commands, tenantId, eventsOf } = await tenantsInMemory()
    const { userId } = await add('ann@acme.test')
    const body = { current: goodPassword, next: 'a better horse battery' }
    const answer = await call(
      passwordRoutes({ ...commands, liveSessionIds: async () => [] }),
      signedIn(tenantId, userId),
      body,
    )
    const changed = (await eventsOf('user-')).at(-1)
    expect(answer).toEqual({ status: 204, position: changed?.position })
    expect(changed).toMatchObject({
      actor: { kind: 'user', id: userId },
      correlationId: 'c',
      context: { ip: '198.51.100.7' },
    })
  })
})
