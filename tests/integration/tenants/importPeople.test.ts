import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportReport } from '#events/wire/imports.ts'
import { httpClient } from '../../support/httpClient.ts'
import { testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'

let acme: TestRollcall
let admin: SignedInClient
/** Of the password abc. */
const bcrypt = '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'

beforeAll(async () => {
  acme = await testRollcall({ slugs: ['acme'] })
  admin = await acme.signIn('acme', 'admin')
})
afterAll(() => acme.stop())

const send = async (query: string, body: string | Uint8Array<ArrayBuffer>, type = 'text/csv') => {
  const answer = await fetch(`${acme.url}/v1/users/import?${query}`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${admin.accessToken}`, 'content-type': type },
  })
  return { status: answer.status, body: (await answer.json()) as ImportReport & { code?: string } }
}

/** On a machine that others keep busy nobody's turn may come in time: 503 `busy`. */
const signIn = async (email: string, password: string) => {
  const ask = () => httpClient(acme.url).post('/v1/auth/login', { tenant: 'acme', email, password, client: 'web' })
  let answer = await ask()
  while (answer.status === 503) answer = await ask()
  return answer
}

const eventsOf = async (email: string) => {
  const { directory } = acme.rollcall.tenants
  const person = await directory.personByEmail(acme.tenantId('acme'), email)
  const { body } = await admin.get(`/v1/log?filter=${encodeURIComponent(`userId:${person!.userId}`)}&limit=200`)
  return (body as { items: { type: string }[] }).items.map(({ type }) => type)
}

describe('people imported from a table', () => {
  it('are in the list, and sign in with the password they had', async () => {
    const { status, body } = await send(
      'format=csv',
      `id,email,name,password_hash\n1,ann@new.test,Ann,${bcrypt}\n2,bob@new.test,Bob,\n`,
    )
    expect({ status, body }).toMatchObject({ status: 200, body: { read: 2, added: 2, refused: 0, lines: [] } })
    expect((await signIn('ann@new.test', 'wrong')).status).toBe(401)
    expect((await signIn('ann@new.test', 'abc')).status).toBe(200)
    expect((await signIn('bob@new.test', '')).status).toBe(400)
    expect((await signIn('bob@new.test', 'abc')).status).toBe(401)
  })

  it('have the password hashed anew at the first sign-in, once, and that ends no session', async () => {
    await send('format=csv', `id,email,password_hash\n3,cy@new.test,${bcrypt}\n`)
    const answers = await Promise.all(Array.from({ length: 4 }, () => signIn('cy@new.test', 'abc')))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const { accessToken } = answers[0]!.body as { accessToken: string }
    expect((await httpClient(acme.url, { authorization: `Bearer ${accessToken}` }).get('/v1/me')).status).toBe(200)
    expect((await signIn('cy@new.test', 'abc')).status).toBe(200)
    await expect
      .poll(async () => (await eventsOf('cy@new.test')).filter((type) => type === 'SessionStarted').length)
      .toBe(5)
    const types = await eventsOf('cy@new.test')
    expect(types.filter((type) => type === 'CredentialAdopted')).toHaveLength(2)
    expect(types).not.toContain('CredentialChanged')
  })

  it('are told of in a dry run and not added', async () => {
    const { body } = await send(
      'format=ndjson&dryRun=true',
      '{"email":"dry@new.test"}\n{"email":"nobody"}\n',
      'application/x-ndjson',
    )
    expect(body).toMatchObject({ dryRun: true, added: 1, refused: 1, lines: [{ line: 2, code: 'invalid-request' }] })
    expect(await acme.rollcall.tenants.directory.personByEmail(acme.tenantId('acme'), 'dry@new.test')).toBeNull()
  })
})

describe('a file that is none', () => {
  const bytes = (...given: number[]) => Uint8Array.from(given)
  it.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ['UTF-16', bytes(0xff, 0xfe, 0x61, 0)],
    ['Latin-1', bytes(0x65, 0x0a, 0xe9, 0x0a)],
  ])('(%s) is refused whole', async (_name, body) => {
    expect(await send('format=csv', body)).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
  })

  it.each<[string, string]>([
    ['NUL', 'email\na\u0000@new.test\n'],
    ['an open quote', 'email\n"a@new.test\n'],
    ['another number of fields', 'email,name\na@new.test\n'],
    ['half a character in JSON', '{"email":"a\\ud800@new.test"}'],
    ['a long line', `email\n${'x'.repeat(3_000_000)}\n`],
  ])('by a line with %s is refused for that line', async (_name, body) => {
    const format = body.startsWith('{') ? 'ndjson' : 'csv'
    expect(await send(`format=${format}`, body)).toMatchObject({ status: 200, body: { added: 0, refused: 1 } })
  })

  it.each<[string, string, string, number]>([
    ['larger than one request takes', `email\n${'x'.repeat(4_100_000)}`, 'text/csv', 413],
    ['of a type that is none', 'email\n', 'image/png', 415],
  ])('%s is not read', async (_name, body, type, status) => {
    expect(await send('format=csv', body, type)).toMatchObject({ status })
  })

  it('in a role that nobody may give by a file is refused', async () => {
    expect((await send('format=csv&roles=operator', 'email\n')).status).toBe(400)
    expect((await send('format=csv&mapRole=x=operator', 'email\n')).status).toBe(400)
  })
})
