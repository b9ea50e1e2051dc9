import { pbkdf2Sync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { PersonFormat } from '#events/wordLists.ts'
import type { LineReport } from '#services/tenants/imports/importReport.ts'
import type { PeopleImport } from '#services/tenants/imports/importPeople.ts'
import { operator, tenantsInMemory } from '../../../support/tenantsInMemory.ts'

const bcrypt = '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'

const importing = async () => {
  const there = await tenantsInMemory()
  const run = async (format: PersonFormat, text: string, change: Partial<PeopleImport> = {}) => {
    const lines: LineReport[] = []
    const order: PeopleImport = {
      tenantId: there.tenantId,
      format,
      bytes: [new TextEncoder().encode(text)],
      source: format,
      roles: ['member'],
      roleMap: new Map(),
      clientId: null,
      isDry: false,
      ...change,
    }
    const counts = await there.importPeople(order, operator, { onLine: (line) => lines.push(line) })
    return { counts, lines }
  }
  const person = (email: string) => there.directory.personByEmail(there.tenantId, email)
  const knows = async (email: string, password: string) => {
    const found = await person(email)
    return there.passwords.verify(there.tenantId, found!.secretId, password)
  }
  return { ...there, run, person, knows }
}

describe('a realm export of Keycloak', () => {
  const salt = Buffer.from('sixteen bytes ok')
  const value = (iterations: number, length: number, digest: string) =>
    pbkdf2Sync('correct horse', salt, iterations, length, digest).toString('base64')
  const credential = (algorithm: string, hashIterations: number, hash: string) => ({
    type: 'password',
    secretData: JSON.stringify({ value: hash, salt: salt.toString('base64'), additionalParameters: {} }),
    credentialData: JSON.stringify({ hashIterations, algorithm, additionalParameters: {} }),
  })
  const realm = {
    realm: 'acme',
    users: [
      {
        id: 'a1',
        username: 'ann',
        email: 'Ann@acme.test',
        firstName: 'Ann',
        lastName: 'Archer',
        enabled: true,
        realmRoles: ['default-roles-acme', 'staff'],
        credentials: [credential('pbkdf2-sha256', 27_500, value(27_500, 64, 'sha256'))],
      },
      {
        id: 'b2',
        username: 'bob',
        email: 'bob@acme.test',
        enabled: false,
        credentials: [{ type: 'otp' }, credential('pbkdf2-sha512', 1_000, value(1_000, 64, 'sha512'))],
      },
      { id: 'c3', username: 'service-account-x' },
    ],
  }

  it('brings people with names, passwords and whether they are disabled, and roles only where they are mapped', async () => {
    const { run, person, knows } = await importing()
    const { counts, lines } = await run('keycloak', JSON.stringify(realm), {
      roles: ['member'],
      roleMap: new Map([['staff', ['analyst']]]),
    })
    expect(counts).toMatchObject({ read: 3, added: 2, refused: 1, warned: 1 })
    expect(lines.map((line) => line.kind)).toEqual(['added', 'refused'])
    expect(await person('ann@acme.test')).toMatchObject({
      name: 'Ann Archer',
      roles: ['member', 'analyst'],
      disabled: false,
    })
    expect(await person('bob@acme.test')).toMatchObject({ name: 'bob@acme.test', roles: ['member'], disabled: true })
    expect(await knows('ann@acme.test', 'correct horse')).toBe(true)
    expect(await knows('ann@acme.test', 'correct horses')).toBe(false)
    expect(await knows('bob@acme.test', 'correct horse')).toBe(true)
  })

  it('with argon2 keeps its parameters in lists of texts', async () => {
    const { run, knows } = await importing()
    const users = [
      {
        id: 'd4',
        email: 'dora@acme.test',
        credentials: [
          {
            type: 'password',
            // The example of the reference implementation: password, somesalt.
            secretData: JSON.stringify({ value: 'RdescudvJCsgt3ub+b+dWRWJTmaaJObG', salt: 'c29tZXNhbHQ=' }),
            credentialData: JSON.stringify({
              hashIterations: 2,
              algorithm: 'argon2',
              additionalParameters: {
                hashLength: ['24'],
                memory: ['65536'],
                type: ['i'],
                version: ['1.3'],
                parallelism: ['4'],
              },
            }),
          },
        ],
      },
    ]
    expect((await run('keycloak', JSON.stringify({ users }))).counts).toMatchObject({ added: 1, warned: 0 })
    expect(await knows('dora@acme.test', 'password')).toBe(true)
  })
})

describe('the two exports of Auth0', () => {
  it('make one person: the second brings the password that the first has not', async () => {
    const { run, person, knows, eventsOf } = await importing()
    const profiles = '{"user_id":"auth0|5dea","email":"ann@acme.test","name":"Ann","blocked":false}\n'
    const hashes = `{"_id":{"$oid":"5dea"},"email":"ann@acme.test","passwordHash":"${bcrypt}","connection":"x"}\n`
    expect((await run('auth0', profiles)).counts).toMatchObject({ added: 1 })
    expect(await person('ann@acme.test')).toMatchObject({ name: 'Ann', secretId: null })
    expect((await run('auth0', hashes)).counts).toMatchObject({ completed: 1 })
    expect(await knows('ann@acme.test', 'abc')).toBe(true)
    expect((await run('auth0', hashes)).counts).toMatchObject({ already: 1, completed: 0 })
    expect((await eventsOf('user-')).filter(({ type }) => type === 'UserRegistered')).toHaveLength(1)
  })
})

describe('the export of Clerk', () => {
  it('brings the digest by the name of its hasher', async () => {
    const { run, knows, person } = await importing()
    const header =
      'id,first_name,last_name,username,primary_email_address,verified_email_addresses,totp_secret,password_digest,password_hasher'
    const { counts, lines } = await run(
      'clerk',
      `${header}\nuser_1,Ann,Archer,,ann@acme.test,ann@acme.test,,${bcrypt},bcrypt\nuser_2,Bob,,,bob@acme.test,,ABC,5f4dcc3b,md5\n`,
    )
    expect(counts).toMatchObject({ added: 2, warned: 1 })
    expect(lines[0]).toMatchObject({
      line: 3,
      warnings: [expect.stringContaining('comes without a password'), expect.any(String)],
    })
    expect(await knows('ann@acme.test', 'abc')).toBe(true)
    expect(await person('bob@acme.test')).toMatchObject({ secretId: null })
  })
})

describe('a table of people', () => {
  const table = (...rows: string[]) => ['id,email,name,password_hash,is_active', ...rows].join('\n')

  it('is safe to repeat: nobody is added twice, and no event is written', async () => {
    const { run, eventsOf } = await importing()
    const text = table('1,ann@acme.test,Ann,,true', '2,bob@acme.test,Bob,,true')
    await run('csv', text)
    const before = (await eventsOf('')).length
    expect((await run('csv', text)).counts).toMatchObject({ read: 2, already: 2, added: 0 })
    expect((await eventsOf('')).length).toBe(before)
  })

  it('gives nobody a role back that was taken from them', async () => {
    const { run, person, commands, tenantId } = await importing()
    await run('csv', table('1,ann@acme.test,Ann,,true'))
    const ann = await person('ann@acme.test')
    const because = { reason: null, message: null, ticket: null }
    await commands.changeRoles({ tenantId, userId: ann!.userId, roles: [], ...because }, operator)
    await run('csv', table('1,ann@acme.test,Ann,,true'))
    expect(await person('ann@acme.test')).toMatchObject({ roles: [] })
  })

  it('finds who is there already by the address, and leaves them as they are', async () => {
    const { run, add, person } = await importing()
    await add('ann@acme.test')
    expect((await run('csv', table('1,ANN@acme.test,Other,,false'))).counts).toMatchObject({ already: 1 })
    expect(await person('ann@acme.test')).not.toMatchObject({ name: 'Other' })
  })

  it('refuses an id that stands for somebody with another address', async () => {
    const { run } = await importing()
    await run('csv', table('1,ann@acme.test,Ann,,true'))
    const { lines } = await run('csv', table('1,zoe@acme.test,Zoe,,true'))
    expect(lines).toMatchObject([{ line: 2, kind: 'refused', code: 'already-exists' }])
    expect((await run('csv', table('1,zoe@acme.test,Zoe,,true'), { source: 'crm' })).counts).toMatchObject({ added: 1 })
  })

  it('says what is wrong with each line and adds the others', async () => {
    const { run } = await importing()
    const { counts, lines } = await run(
      'csv',
      table(
        '1,,Nobody,,true',
        '2,nonsense,X,,true',
        '3,cy@acme.test,C\u0000y,,true',
        '4,di@acme.test,Di,,maybe',
        '5,ed@acme.test,Ed,,true',
      ),
    )
    expect(counts).toMatchObject({ read: 5, added: 1, refused: 4 })
    expect(lines.map(({ line }) => line)).toEqual([2, 3, 4, 5])
  })

  it('tells of addresses that look alike, in the tenant and in the file', async () => {
    const { run, add } = await importing()
    await add('paul@acme.test')
    const { counts, lines } = await run(
      'csv',
      table('1,pau1@acme.test,P,,true', '2,bill@acme.test,B,,true', '3,bi11@acme.test,B,,true'),
    )
    expect(counts).toMatchObject({ added: 3, warned: 2 })
    expect(lines.map(({ line }) => line)).toEqual([2, 4])
  })

  it('of a dry run writes nothing, and tells of an address that comes twice', async () => {
    const { run, eventsOf } = await importing()
    const before = (await eventsOf('')).length
    const { counts } = await run('csv', table('1,ann@acme.test,Ann,,true', '2,ann@acme.test,Ann,,true'), {
      isDry: true,
    })
    expect(counts).toMatchObject({ added: 1, refused: 1 })
    expect((await eventsOf('')).length).toBe(before)
  })

  it('keeps hashes out of every event', async () => {
    const { run, eventsOf } = await importing()
    await run('csv', table(`1,ann@acme.test,Ann,${bcrypt},true`))
    expect(JSON.stringify(await eventsOf(''))).not.toContain('If6bvum7')
  })

  it('whose ids an application uses lets it sign people in by them', async () => {
    const { run, references, commands, tenantId, person } = await importing()
    await commands.registerApplication(
      { tenantId, clientId: 'shop', name: 'Shop', audience: 'shop', origins: [], transport: 'bearer' },
      operator,
    )
    await run('csv', table('17,ann@acme.test,Ann,,true'), { clientId: 'shop' })
    const ann = await person('ann@acme.test')
    expect(await references.personOf({ tenantId, clientId: 'shop', userRef: '17' })).toMatchObject({
      userId: ann!.userId,
    })
  })
})

describe('a large file', () => {
  it('lets others go first again and again, however little each line is', async () => {
    const { run } = await importing()
    let turns = 0
    let isDone = false
    const turn = (): void => {
      turns += 1
      if (!isDone) setImmediate(turn)
    }
    setImmediate(turn)
    const { counts } = await run('csv', `email\n${'nobody\n'.repeat(6_000)}`)
    isDone = true
    expect(counts).toMatchObject({ read: 6_000, refused: 6_000 })
    expect(turns).toBeGreaterThan(8)
  })
})
