import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTenant, transaction } from '#services/postgres/transaction.ts'
import { postgresSecrets } from '#services/tenants/secrets/postgresSecrets.ts'
import { noFactors } from '#services/tenants/factors/factorState.ts'
import { sweepRules, sweepSecrets } from '#services/tenants/secrets/sweepSecrets.ts'
import type { Secret } from '#services/tenants/secrets/secrets.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const aSecret = (change: Partial<Secret> = {}): Secret => ({
  tenantId: randomUUID(),
  id: randomUUID(),
  userId: randomUUID(),
  kind: 'password',
  value: '$argon2id$...',
  ...change,
})

const everything = async () => true
const ofOtherKinds = {
  apiKey: everything,
  link: everything,
  totp: everything,
  webauthn: everything,
  recovery: everything,
  trust: everything,
}
const owners = { keysOf: async () => new Map(), factorsOf: async () => noFactors }

/** Of a kind that another release knows. */
const otherSecret = async (kind: string): Promise<Secret> => {
  const secret = aSecret()
  const { tenantId, id, userId, value } = secret
  await inTenant(database.databases.app, tenantId, (connection) =>
    connection.query('insert into secrets values ($1, $2, $3, $4, $5)', [tenantId, id, userId, kind, value]),
  )
  return secret
}

const kindsLeft = async (tenantIds: string[]): Promise<string[]> => {
  const { rows } = await database.databases.writer.query<{ kind: string }>(
    'select kind from secrets where tenant_id = any($1) order by kind',
    [tenantIds],
  )
  return rows.map(({ kind }) => kind)
}

describe('secrets in PostgreSQL', () => {
  it('are found in their own tenant only', async () => {
    const secrets = postgresSecrets(database.databases.app)
    const secret = aSecret()
    await secrets.put(secret)
    expect(await secrets.value(secret)).toBe(secret.value)
    expect(await secrets.value({ ...secret, tenantId: randomUUID() })).toBeNull()
    expect(await secrets.value({ ...secret, id: randomUUID() })).toBeNull()
  })

  it('answer for what they are, and for nothing else', async () => {
    const { tenantId, id } = await otherSecret('totp')
    expect(await postgresSecrets(database.databases.app).value({ tenantId, id, kind: 'password' })).toBeNull()
  })

  it('never change', async () => {
    const { app } = database.databases
    await expect(app.query(`update secrets set value = 'x'`)).rejects.toThrow(/permission denied/)
    await expect(app.query('delete from secrets')).rejects.toThrow(/permission denied/)
    const secret = aSecret()
    await postgresSecrets(app).put(secret)
    await expect(postgresSecrets(app).put({ ...secret, value: 'y' })).rejects.toThrow(/duplicate key/)
  })

  it('cannot be written for a tenant that the transaction did not name', async () => {
    const { tenantId, id, userId, kind, value } = aSecret()
    const smuggle = transaction(database.databases.app, async (connection) => {
      await connection.query(`select set_config('rollcall.tenant_id', $1, true)`, [randomUUID()])
      await connection.query('insert into secrets values ($1, $2, $3, $4, $5)', [tenantId, id, userId, kind, value])
    })
    await expect(smuggle).rejects.toThrow(/row-level security/)
  })

  it('show no value to the login that sees all tenants, and nothing to the owner', async () => {
    await postgresSecrets(database.databases.app).put(aSecret())
    await expect(database.databases.writer.query('select value from secrets')).rejects.toThrow(/permission denied/)
    expect((await database.databases.owner.query('select 1 from secrets')).rows).toEqual([])
  })
})

const age = async (ids: string[]) => {
  const { databases } = database
  await databases.owner.query('alter table secrets disable row level security')
  await databases.owner.query(`update secrets set created_at = now() - interval '2 hours' where id = any($1)`, [ids])
  await databases.owner.query('alter table secrets enable row level security')
}

describe('the sweep', () => {
  it('removes what no person names as current, once it is settled', async () => {
    const { app, writer } = database.databases
    const secrets = postgresSecrets(app)
    const [current, replaced, orphan, young] = [aSecret(), aSecret(), aSecret(), aSecret()]
    for (const secret of [current, replaced, orphan, young]) await secrets.put(secret)
    await age([current.id, replaced.id, orphan.id])
    const secretIdOf = new Map([
      [current.userId, current.id],
      [replaced.userId, randomUUID()],
    ])
    const person = async (_: string, userId: string) => {
      const secretId = secretIdOf.get(userId)
      return secretId === undefined
        ? null
        : {
            userId,
            email: 'a@b.test',
            name: 'A',
            roles: [],
            disabled: false,
            heldUntil: null,
            heldUntilPassword: false,
            forgotten: false,
            secretId,
            passwordTemporaryUntil: null,
            standing: 'registered' as const,
            link: null,
            emailChange: null,
            emailSince: '2026-11-20T09:00:00.000Z',
            preferences: null,
          }
    }
    expect(await sweepSecrets(writer, sweepRules({ person, ...owners }))).toBe(2)
    const left = await Promise.all([current, replaced, orphan, young].map(secrets.value))
    expect(left.map((value) => value !== null)).toEqual([true, false, false, true])
  })

  it('removes what its own kind\u2019s rule says, and leaves every other kind alone', async () => {
    const { app, writer } = database.databases
    const password = aSecret()
    await postgresSecrets(app).put(password)
    const others = [await otherSecret('gesture'), await otherSecret('iris'), await otherSecret('voice')]
    const all = [password, ...others]
    await age(all.map(({ id }) => id))
    const tenantIds = all.map(({ tenantId }) => tenantId)
    expect(await sweepSecrets(writer, { ...ofOtherKinds, password: everything })).toBe(0)
    expect(await kindsLeft(tenantIds)).toEqual(['gesture', 'iris', 'password', 'voice'])
    const asked: string[] = []
    const nobodys = async ({ id }: { id: string }) => {
      asked.push(id)
      return false
    }
    expect(await sweepSecrets(writer, { ...ofOtherKinds, password: nobodys })).toBeGreaterThanOrEqual(1)
    expect(await kindsLeft(tenantIds)).toEqual(['gesture', 'iris', 'voice'])
    expect(asked).toContain(password.id)
    expect(others.filter(({ id }) => asked.includes(id))).toEqual([])
  })

  it('gets through more than one page', async () => {
    const { app, writer } = database.databases
    const tenantId = randomUUID()
    const ids = Array.from({ length: 1_203 }, () => randomUUID())
    await transaction(app, async (connection) => {
      await connection.query(`select set_config('rollcall.tenant_id', $1, true)`, [tenantId])
      await connection.query(
        `insert into secrets (tenant_id, id, user_id, kind, value) select $1, id, id, 'password', 'x' from unnest($2::uuid[]) id`,
        [tenantId, ids],
      )
    })
    await age(ids)
    expect(await sweepSecrets(writer, sweepRules({ person: async () => null, ...owners }))).toBeGreaterThanOrEqual(
      1_203,
    )
  })
})
