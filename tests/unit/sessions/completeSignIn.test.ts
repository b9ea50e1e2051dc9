import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionParts, type SessionParts } from '#services/sessions/sessionParts.ts'
import type { Proven } from '#services/sessions/signIn/proven.ts'
import { decodeJwt } from '../../support/jwt.ts'
import { memoryInstallation, phone, unstartedStack } from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const ambient = testAmbient()
const installation = memoryInstallation()
const { tail, people, needs } = unstartedStack(installation, ambient)
const by = { actor: { kind: 'system', id: 'test' }, correlationId: 'test', context: null } as const
const origin = {
  correlationId: 'test',
  context: { ip: null, userAgent: null, clientId: null, place: null, network: null, device: null },
  page: { origin: undefined, rollcallClient: undefined, host: undefined },
}
const wanted = { client: 'phone', remember: false, inPlaceOf: [] }
let parts: SessionParts
let tenantId: string

beforeAll(async () => {
  parts = sessionParts(needs, () => true)
  await Promise.all([parts.keys.refresh.turn(), parts.keys.signing.turn()])
  tail.listen(parts.index.wanted, parts.index.observe)
  await tail.start(parts.index.load(await needs.endedSet.load()))
  tenantId = (await people.commands.registerTenant({ slug: 'acme', name: 'Acme' }, by)).tenantId
  await people.commands.registerApplication({ tenantId, ...phone }, by)
})
afterAll(() => tail.stop())

/** Proved a quarter of an hour ago, in two steps and without any password. */
const provenOtherwise = async (email: string): Promise<Proven> => {
  const credential = { kind: 'password', password: 'correct horse battery' } as const
  const { userId } = await people.commands.addUser({ tenantId, email, name: 'A', roles: ['member'], credential }, by)
  const [tenant, person] = await Promise.all([
    needs.directory.tenant(tenantId),
    needs.directory.person(tenantId, userId),
  ])
  const [finger, code] = [930_000, 900_000].map((agoMs) => new Date(ambient.clock.now() - agoMs).toISOString())
  const proofs = [
    { method: 'fpt', at: finger! },
    { method: 'otp', at: code! },
  ]
  return { tenant: tenant!, person: person!, proofs }
}

const failures = async () =>
  (await installation.store.readAll({ after: 0, limit: 1_000 })).filter(({ type }) => type === 'LoginFailed')

describe('what somebody has proved, however and whenever', () => {
  it('becomes a session and tokens that say how and when', async () => {
    const proven = await provenOtherwise('ann@acme.test')
    const { session, accessToken } = await parts.signing.completeSignIn(proven, wanted, origin)
    const authTime = proven.proofs[1]!.at
    expect(session).toMatchObject({ methods: ['fpt', 'otp'], authTime, proofs: proven.proofs })
    expect(session.startedAt > authTime).toBe(true)
    expect(decodeJwt(accessToken)).toMatchObject({
      sub: proven.person.userId,
      amr: ['fpt', 'otp'],
      auth_time: Date.parse(authTime) / 1000,
    })
  })

  it('is worth nothing once the person has another credential, and the refusal is that person\u2019s', async () => {
    const proven = await provenOtherwise('bob@acme.test')
    const { userId } = proven.person
    await people.commands.giveOneTimePassword({ tenantId, userId }, by)
    await expect(parts.signing.completeSignIn(proven, wanted, origin)).rejects.toMatchObject({
      code: 'invalid-credentials',
    })
    const { stream, data } = (await failures()).at(-1)!
    expect(stream).toBe(`signin-${tenantId}+${needs.directory.emailDigest(tenantId, 'Bob@acme.test')}`)
    expect(data).toEqual({ userId, clientId: 'phone', cause: 'wrong-password' })
  })

  it('is asked for its client before anything starts', async () => {
    const proven = await provenOtherwise('carl@acme.test')
    const head = await installation.store.head()
    await expect(parts.signing.completeSignIn(proven, { ...wanted, client: 'nope' }, origin)).rejects.toMatchObject({
      code: 'client-unknown',
    })
    const since = await installation.store.readAll({ after: head, limit: 100 })
    expect(since.map(({ type, data }) => [type, data])).toEqual([
      ['LoginFailed', { userId: proven.person.userId, clientId: 'unknown', cause: 'not-allowed' }],
    ])
  })
})
