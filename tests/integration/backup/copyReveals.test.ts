import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tableFates } from '#services/backup/storedTables.ts'
import { openLog, type OpenLog } from '#services/composition/data/openLog.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool } from '#services/postgres/pool.ts'
import { type BesideRollcall, besideRollcall } from '../../support/besideRollcall.ts'
import type { TestDatabase } from '../../support/database.ts'
import { signedIn } from '../../support/detectedEvents.ts'
import { eventually } from '../../support/eventually.ts'
import { openRelease } from '../../support/releases/openRelease.ts'
import { readRelease, type Release } from '../../support/releases/releaseFile.ts'
import { signInAs } from '../../support/runningRollcall.ts'

const root = join(import.meta.dirname, '../../..')
/** Shorter texts stand anywhere. */
const leastCharacters = 7

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

describe('a copy of the database', () => {
  let release: Release
  let database: TestDatabase
  let rollcall: BesideRollcall
  beforeAll(async () => {
    release = readRelease(join(root, 'tests/fixtures/releases/0.1.0.json.gz'))
    database = await openRelease(release)
    rollcall = await besideRollcall({ database, url: 'http://localhost:1' })
    for (const person of [release.operator, ...release.people]) {
      await signInAs(rollcall.url, person)
      await expect(signInAs(rollcall.url, { ...person, password: 'not this one' })).rejects.toThrow(/401/)
    }
  })
  afterAll(async () => {
    await rollcall?.stop()
    await database?.drop()
  })

  const withLog = async <Result>(work: (opened: OpenLog) => Promise<Result>): Promise<Result> => {
    const opened = openLog({ databases: database.databases, masterKey: database.masterKey }, () => performance.now())
    try {
      return await work(opened)
    } finally {
      await opened.close()
    }
  }
  /** What the rules remember of a person and find. */
  const travel = (): Promise<void> =>
    withLog(async ({ store }) => {
      const now = Date.now()
      for (const [index, where] of (['berlin', 'tokyo'] as const).entries()) {
        const at = new Date(now + index).toISOString()
        const event = { ...signedIn({ position: index, time: '10:00:00', where }), at }
        await store.append(event.stream, [event], noStream)
      }
    })
  /** What is sealed in the log: texts that are in opened events and in no event as it is stored. */
  const personalTexts = (): Promise<Set<string>> =>
    withLog(async ({ log, codec }) => {
      const stored = await log.readAll({ after: 0, limit: 100_000 })
      const clear = stored.map((event) => JSON.stringify({ ...event, sealed: null }).toLowerCase()).join('\n')
      const texts = (await codec.open(stored)).flatMap(textsIn).map((text) => text.toLowerCase())
      return new Set(texts.filter((text) => text.length >= leastCharacters && !clear.includes(text)))
    })
  const revealing = async (personal: ReadonlySet<string>): Promise<string[]> => {
    const pool = createPool({ endpoint: endpointOf(database.ownerUrl), size: 1, applicationName: 'tests' })
    const found: string[] = []
    for (const table of Object.keys(tableFates)) {
      const { rows } = await pool.query<{ text: string | null }>(
        `select string_agg(row::text, '\n') as text from "${table}" as row`,
      )
      const text = rows[0]!.text?.toLowerCase() ?? ''
      if ([...personal].some((one) => text.includes(one))) found.push(table)
    }
    await pool.end()
    return found.sort()
  }
  const documented = (): string[] => {
    const guide = readFileSync(join(root, 'docs/operators.md'), 'utf8')
    const section = guide.split('### What a copy of the database reveals')[1]?.split('\n##')[0] ?? ''
    const [clear = ''] = section.split('| sealed or hashed')
    return [...clear.matchAll(/^\| (`.*?) \|/gm)]
      .flatMap(([, names]) => [...names!.matchAll(/`(\w+)`/g)].map(([, name]) => name!))
      .sort()
  }

  it('reveals what is personal in the tables that the guide names, and in no other', async () => {
    await travel()
    const personal = await personalTexts()
    expect(personal.size).toBeGreaterThan(10)
    expect([...personal]).toEqual(expect.arrayContaining(release.people.map(({ email }) => email)))
    await eventually(async () => expect(await revealing(personal)).toEqual(documented()), 20_000)
  })
})
