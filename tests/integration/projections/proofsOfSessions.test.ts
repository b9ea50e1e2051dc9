import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filterFields } from '#events/filter/fields.ts'
import { matches } from '#events/filter/matches.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { sessionValues } from '#events/filter/sessionValues.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { httpClient, type HttpClient } from '../../support/httpClient.ts'
import { emailOf, password, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'
import { softPasskey } from '../../support/softPasskey.ts'
import { codeOf } from '../../support/totpCodes.ts'

interface Reply {
  challenge: string
  enrolment: string
  secret: string
  accessToken: string
  recoveryCodes: string[]
  options: { challenge: string }
  session: { id: string }
  items: SessionRow[]
}
type Send = (path: string, body?: unknown) => Promise<Reply>

let server: TestRollcall
let analyst: SignedInClient
/** Ids of a person's sessions, by how they began. */
const begun: Record<'password' | 'app' | 'recovery' | 'passkey' | 'proved', string> = {
  password: '',
  app: '',
  recovery: '',
  passkey: '',
  proved: '',
}

const sendBy =
  (client: HttpClient): Send =>
  async (path, body) => {
    const answer = await client.post(path, body)
    return answer.body as Reply
  }
const sendAs = ({ accessToken }: Pick<Reply, 'accessToken'>): Send =>
  sendBy(httpClient(server.url, { authorization: `Bearer ${accessToken}` }))

beforeAll(async () => {
  server = await testRollcall({ slugs: ['acme'] })
  analyst = await server.signIn('acme', 'analyst')
  const { origin, hostname } = new URL(server.url)
  const passkey = softPasskey({ rpId: hostname, origin })
  const anonymous = sendBy(httpClient(server.url))
  const who = { tenant: 'acme', email: emailOf('member', 'acme'), client: 'web' }
  const login = () => anonymous('/v1/auth/login', { ...who, password })
  const prove = async (proof: object) =>
    anonymous('/v1/auth/second-factor', { challenge: (await login()).challenge, ...proof })

  const plain = await login()
  const { enrolment, secret } = await sendAs(plain)('/v1/me/factors/totp')
  // The code of the step before, so that the present one is still good.
  const earlier = codeOf(secret, Date.now() - 30_000)
  const { recoveryCodes } = await sendAs(plain)('/v1/me/factors/totp/confirm', {
    enrolment,
    code: earlier,
    name: 'App',
  })
  const app = await prove({ method: 'totp', code: codeOf(secret, Date.now()) })
  const made = await sendAs(app)('/v1/me/factors/webauthn/options')
  const key = { enrolment: made.enrolment, response: passkey.create(made.options), name: 'Key' }
  await sendAs(app)('/v1/me/factors/webauthn', key)
  const recovery = await prove({ method: 'recovery', code: recoveryCodes[0]! })
  const asked = await anonymous('/v1/auth/passkey/options', { tenant: 'acme', client: 'web' })
  const shown = { challenge: asked.challenge, response: passkey.get(asked.options) }
  const byPasskey = await anonymous('/v1/auth/passkey', { tenant: 'acme', client: 'web', ...shown })
  const proved = await prove({ method: 'recovery', code: recoveryCodes[1]! })
  const again = await sendAs(proved)('/v1/auth/reauthenticate/passkey/options')
  const newProof = { challenge: again.challenge, response: passkey.get(again.options) }
  await sendAs(proved)('/v1/auth/reauthenticate/passkey', newProof)
  Object.assign(begun, {
    password: plain.session.id,
    app: app.session.id,
    recovery: recovery.session.id,
    passkey: byPasskey.session.id,
    proved: proved.session.id,
  })
})
afterAll(() => server?.stop())

const read = async (filter: string): Promise<SessionRow[]> => {
  const whole = `userId:${server.userId('acme', 'member')} ${filter}`
  const answer = await analyst.get(`/v1/sessions?filter=${encodeURIComponent(whole)}&limit=200`)
  expect([filter, answer.status]).toEqual([filter, 200])
  return (answer.body as Reply).items
}
const namesOf = (rows: readonly SessionRow[]) =>
  Object.entries(begun)
    .filter(([, id]) => rows.some((row) => row.id === id))
    .map(([name]) => name)

describe('a filter by how somebody proved who they are', () => {
  it.each([
    ['method:pwd', ['password', 'app', 'recovery', 'proved']],
    ['method:totp', ['app']],
    ['method:recovery', ['recovery', 'proved']],
    ['method:webauthn', ['passkey', 'proved']],
    ['method:passkey', ['passkey', 'proved']],
    ['method:totp,recovery', ['app', 'recovery', 'proved']],
    ['-method:pwd', ['passkey']],
    ['method:webauthn -method:recovery', ['passkey']],
    ['method:otp', ['app', 'recovery', 'proved']],
  ])('finds with %s the same sessions in the database as the page finds in its rows', async (filter, names) => {
    await expect.poll(async () => namesOf(await read('')).length).toBe(5)
    await expect.poll(async () => namesOf(await read(filter))).toEqual(names)
    const now = Date.now()
    const parsed = parseFilter(filter, { now, fields: filterFields.sessions })
    if (!parsed.ok) throw new Error(parsed.mistake.expected)
    const found = (await read('')).filter((row) => matches(parsed.expression, sessionValues)(row, now))
    expect(namesOf(found)).toEqual(names)
  })
})

describe('a session', () => {
  it('tells of each method when it was proved last, in lists, alone, and to its person', async () => {
    const id = begun.proved
    await expect.poll(async () => namesOf(await read('method:webauthn'))).toContain('proved')
    const listed = (await read('')).find((row) => row.id === id)!
    expect(listed.methods).toEqual(['pwd', 'recovery', 'webauthn'])
    expect(listed.proofs.map(({ method }) => method)).toEqual(listed.methods)
    const times = listed.proofs.map(({ at }) => at)
    expect(times.toSorted()).toEqual(times)
    expect(listed.authTime).toBe(times.at(-1))
    const { body } = await analyst.get(`/v1/sessions/${id}`)
    expect((body as SessionRow).proofs).toEqual(listed.proofs)
    const auditor = await server.signIn('acme', 'auditor')
    const own = async () => ((await auditor.get('/v1/me/sessions')).body as Reply).items
    await expect.poll(async () => (await own()).map(({ proofs }) => proofs)).toMatchObject([[{ method: 'pwd' }]])
  })
})
