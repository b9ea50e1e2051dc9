import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newestMigration } from '#services/postgres/migrations.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import type { TestDatabase } from '../../support/database.ts'
import { openRelease } from '../../support/releases/openRelease.ts'
import { readRelease, type Release } from '../../support/releases/releaseFile.ts'
import { type SignedIn, signInAs } from '../../support/runningRollcall.ts'

interface DetectorCheckpoint {
  partition: number
  position: number
  compare_until: number
}

const folder = join(import.meta.dirname, '../../fixtures/releases')
const files = readdirSync(folder)

it('there is a data set of every release there was', () => {
  expect(files).toContain('0.1.0.json.gz')
})

describe.each(files.map((file) => ({ name: basename(file, '.json.gz'), file })))('data of $name', ({ name, file }) => {
  let release: Release
  let database: TestDatabase
  let rollcall: BesideRollcall
  let admin: SignedIn
  beforeAll(async () => {
    release = readRelease(join(folder, file))
    database = await openRelease(release)
    rollcall = await besideRollcall({ database, url: 'http://localhost:1' })
    admin = await signInAs(rollcall.url, release.people[0]!)
  })
  afterAll(async () => {
    await rollcall?.stop()
    await database?.drop()
  })

  it('is what it says', () => {
    expect(release.release).toBe(name)
    expect(release.tables['events']!.length).toBeGreaterThan(30)
  })

  it('is migrated, and every event is where it was', async () => {
    const { owner, writer } = database.databases
    const { rows } = await owner.query<{ newest: number }>('select max(number) as newest from migrations')
    expect(rows[0]!.newest).toBe(await newestMigration())
    expect(database.databases.installation).toEqual({ epoch: 0, restoring: null, store: 'postgres' })
    const stored = await writer.query<{ row: string }>(
      'select row_to_json(e)::text as row from events e where position <= $1 order by position',
      [release.tables['events']!.length],
    )
    expect(stored.rows.map(({ row }) => row)).toEqual(release.tables['events'])
  })

  it('keeps how far the rules had read, and what they had not seen happen', async () => {
    const old = (release.tables['detector_checkpoints'] ?? []).map((row) => JSON.parse(row) as DetectorCheckpoint)
    expect(old).not.toEqual([])
    const { rows } = await database.databases.writer.query<{ partition: number; position: number; began_at: number }>(
      `select partition, position, began_at from consumer_checkpoints where consumer = 'detector'`,
    )
    expect(rows.map(({ partition, began_at }) => [partition, began_at])).toEqual(
      old.map(({ partition, compare_until }) => [partition, compare_until]),
    )
    for (const [index, { position }] of rows.entries()) expect(position).toBeGreaterThanOrEqual(old[index]!.position)
  })

  it('lets everybody sign in', async () => {
    for (const person of [release.operator, ...release.people])
      expect((await (await signInAs(rollcall.url, person)).get('/v1/auth/session')).status).toBe(200)
  })

  it('is listed and told: sessions, people, log, operations', async () => {
    const itemsOf = async (path: string): Promise<Record<string, unknown>[]> => {
      const answer = await admin.get(`${path}?limit=200&minPosition=${admin.position}`)
      expect(answer.status, path).toBe(200)
      return (answer.body as { items: Record<string, unknown>[] }).items
    }
    expect(new Set((await itemsOf('/v1/sessions')).map(({ status }) => status))).toContain('revoked')
    expect((await itemsOf('/v1/people')).map(({ email }) => email)).toEqual(
      expect.arrayContaining(release.people.map(({ email }) => email)),
    )
    const texts = (await itemsOf('/v1/log')).map(({ text }) => String(text))
    expect(texts.filter((text) => text.includes('does not know'))).toEqual([])
    expect(texts.length).toBeGreaterThan(25)
    expect(await itemsOf('/v1/operations')).not.toEqual([])
  })

  it('has views that equal a rebuild, before and after one', async () => {
    const { databases, masterKey } = database
    expect((await check({ databases, masterKey })).differences).toEqual([])
    expect((await rebuild({ databases, masterKey })).parked).toBe(0)
    expect((await check({ databases, masterKey })).differences).toEqual([])
  })
})

it('a person’s own sign-outs that were counted as revocations are counted over as logouts', async () => {
  const release = readRelease(join(folder, '0.1.0.json.gz'))
  const revoked = release.tables['session_log']!.find((row) => row.includes('"sessionrevoked"'))
  const asOwn = JSON.stringify({ ...(JSON.parse(revoked!) as object), cause: 'user' })
  release.tables['session_log'] = release.tables['session_log']!.map((row) => (row === revoked ? asOwn : row))
  const counted = (rows: readonly { logouts: number; revocations: number }[]) => ({
    logouts: rows.reduce((sum, { logouts }) => sum + logouts, 0),
    revocations: rows.reduce((sum, { revocations }) => sum + revocations, 0),
  })
  const before = counted(
    release.tables['activity_by_minute']!.map((row) => JSON.parse(row) as { logouts: number; revocations: number }),
  )
  const database = await openRelease(release)
  try {
    const { rows } = await database.databases.writer.query<{ logouts: number; revocations: number }>(
      'select logouts, revocations from activity_by_minute',
    )
    expect(counted(rows)).toEqual({ logouts: before.logouts + 1, revocations: before.revocations - 1 })
  } finally {
    await database.drop()
  }
})
