import { afterEach, describe, expect, it } from 'vitest'
import { retentionStream } from '#events/streams.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { tableFates } from '#services/backup/storedTables.ts'
import { saveMemory } from '#services/detection/keptMemory.ts'
import { recallPeople } from '#services/detection/peopleRows.ts'
import { sleep } from '#services/ambient/sleep.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool, type Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { tablesOfPeople } from '#services/projections/erasure/erasePerson.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { kurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'
import { newEvent } from '../../support/newEvent.ts'
import { partitionedFeed } from '../../support/partitionedFeed.ts'
import { projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'
import { trafficTenant, trafficUser, viewTraffic } from '../../support/viewTraffic.ts'
import { writeTraffic } from '../../support/writeTraffic.ts'
import { checkOf, now } from './viewsUnderTest.ts'

const tenantId = trafficTenant(0)
const userId = trafficUser(0, 1)
/** Shorter texts stand anywhere. */
const leastCharacters = 7

/** Whether a text stands in another as a whole: an address may be the beginning of another one. */
const stands = (text: string, within: string): boolean =>
  new RegExp(`(?<![\\w.])${RegExp.escape(text)}(?![\\w.])`, 'u').test(within)

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value.toLowerCase()]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Where the log is, and how the projector reads it. Each answers the views, and how to stop what is beside them. */
const logs = {
  async 'a log in PostgreSQL'() {
    return { stack: await projectedViews(now), stopBeside: async () => undefined }
  },
  async 'a log in KurrentDB'() {
    const double = await kurrentdbDouble()
    return { stack: await projectedViews(now, double.url), stopBeside: () => double.stop() }
  },
  async 'the partitions of a broker'() {
    const stack = await projectedViews(now, undefined, (log) => partitionedFeed(log, 3))
    return { stack, stopBeside: async () => undefined }
  },
}
const kinds = Object.keys(logs) as (keyof typeof logs)[]

/** Where the rules remember people. */
const remembered = ['last_sign_ins', 'failed_sign_ins']

describe('a person whose key is destroyed', () => {
  let stack: ProjectedViews
  let superuser: Pool
  const traffic = (seed: number, events = 700) => viewTraffic({ seed, events, usersPerTenant: 6, oddPercent: 20 })

  const forget = async (...ids: string[]): Promise<void> => {
    const { rowCount } = await superuser.query('delete from subject_keys where subject = any ($1)', [ids])
    expect(rowCount).toBe(ids.length)
  }
  const erased = async (): Promise<void> => {
    const left = 'select 1 from forgotten_people where erased_at is null'
    await expect.poll(async () => (await superuser.query(left)).rows).toEqual([])
  }
  const remember = (connection: Queryable, signIn = {} as never): Promise<void> => {
    const person = { tenantId, userId, position: 1, signIn, devices: [], toldUpTo: 0 }
    const [at, named] = ['2026-10-20T08:00:00.000Z', 'digest']
    const failed = { tenantId, position: 1, at, eventId: tenantId, userId, named, address: '203.0.113.250' }
    return saveMemory(connection, { changed: [person], failed: [failed] }, [])
  }
  const differences = async () => (await checkOf(stack)).differences
  const emails = async () => {
    const { rows } = await superuser.query<{ email: string }>(
      `select email from user_overview where tenant_id = $1 and user_id = $2
       union select person ->> 'email' from session_list where tenant_id = $1 and user_id = $2`,
      [tenantId, userId],
    )
    return rows.map(({ email }) => email)
  }
  /** What only this person's key has sealed. */
  const personalTexts = async (): Promise<string[]> => {
    const stored = await stack.log.readAll({ after: 0, limit: 100_000 })
    const clear = stored.map((event) => JSON.stringify({ ...event, sealed: null }).toLowerCase()).join('\n')
    const opened = await stack.codec.open(stored)
    const isOwn = (index: number): boolean => stored[index]!.tenantId === tenantId && stored[index]!.subject === userId
    const others = new Set(opened.flatMap((event, index) => (isOwn(index) ? [] : textsIn(event))))
    const own = new Set(opened.flatMap((event, index) => (isOwn(index) ? textsIn(event) : [])))
    return [...own].filter((text) => text.length >= leastCharacters && !others.has(text) && !clear.includes(text))
  }
  const tablesWith = async (texts: readonly string[]): Promise<string[]> => {
    const found: string[] = []
    for (const table of Object.keys(tableFates)) {
      const statement = `select string_agg(row::text, '\n') as text from "${table}" as row`
      const { rows } = await superuser.query<{ text: string | null }>(statement)
      const text = rows[0]!.text?.toLowerCase() ?? ''
      if (texts.some((one) => stands(one, text))) found.push(table)
    }
    return found
  }

  let stopBeside: () => Promise<unknown>
  const begin = async (kind: keyof typeof logs): Promise<void> => {
    ;({ stack, stopBeside } = await logs[kind]())
    superuser = createPool({ endpoint: endpointOf(stack.database.ownerUrl), size: 2, applicationName: 'accident' })
    await stack.write(traffic(61))
  }
  afterEach(async () => {
    await superuser.end()
    await stack.stop()
    await stopBeside()
  })

  it.each(kinds)('stands in no table any more, and in every view as a rebuild of %s would show it', async (kind) => {
    await begin(kind)
    const signIn = { position: 1, at: '2026-10-20T08:00:00.000Z', city: 'Reykjavik-Vesturbaer' } as never
    await remember(stack.database.databases.writer, signIn)
    const texts = [...(await personalTexts()), 'reykjavik-vesturbaer', '203.0.113.250']
    expect(texts.length).toBeGreaterThan(5)
    const shown = await tablesWith(texts)
    expect(shown).toEqual(expect.arrayContaining(['session_list', 'session_log', 'user_overview', ...remembered]))
    expect(shown.filter((table) => !remembered.includes(table) && !tablesOfPeople.includes(table))).toEqual([])
    expect(await differences()).toEqual([])
    await forget(userId)
    await erased()
    expect(await tablesWith(texts)).toEqual([])
    expect(await emails()).toEqual(['erased'])
    expect(await differences()).toEqual([])
  })

  it('is erased where retention has taken rows and counts, which do not come back', async () => {
    await begin('a log in PostgreSQL')
    const { rows } = await superuser.query<{ number: number; endedAt: string; at: string }>(
      `select max(number) / 2 as number, max(at) as at,
         (select percentile_disc(0.5) within group (order by ended_at) from session_list where tenant_id = $1) as "endedAt"
       from session_log where tenant_id = $1`,
      [tenantId],
    )
    const { number, endedAt, at } = rows[0]!
    const data = {
      rowsBefore: endedAt,
      sessionsBefore: { endedAt, sessionId: userId },
      entriesBefore: Math.floor(number),
      countsBefore: endedAt,
      removed: { sessions: 0, entries: 0, minutes: 0, quarters: 0 },
    }
    const id = derivedUuid('retirement', tenantId)
    const event = newEvent('RecordsRetired', data, { id, tenantId, at, correlationId: id })
    const stream = retentionStream(tenantId)
    await stack.log.append(stream, await stack.codec.close(stream, [event]), -1)
    await stack.views.waitForView(await stack.log.head(), 30_000)
    expect(await differences()).toEqual([])
    await forget(userId)
    await erased()
    expect(await emails()).toEqual(['erased'])
    // Words of lines that have left stay until somebody's line would have dropped them.
    expect((await differences()).filter((line) => !line.startsWith('vocabulary'))).toEqual([])
  })

  it.each(kinds)('is erased from %s when nothing ran meanwhile, and from what no view had read', async (kind) => {
    await begin(kind)
    await stack.stopProjecting()
    const later = viewTraffic({ seed: 62, events: 500, usersPerTenant: 6, startsAt: '2026-10-20T08:30:00.000Z' })
    await writeTraffic(
      stack.log,
      stack.codec,
      later.filter(({ stream }) => stream.startsWith('session-')),
    )
    await forget(userId)
    expect(await emails()).not.toEqual(['erased'])
    stack.startProjecting()
    await stack.views.waitForView(await stack.log.head(), 20_000)
    await erased()
    expect(await emails()).toEqual(['erased'])
    expect(await differences()).toEqual([])
  })

  it.each(['rebuild', 'check'] as const)('is erased when the key was destroyed during a %s', async (command) => {
    await begin('a log in PostgreSQL')
    const { databases, masterKey } = stack.database
    let forgetting: Promise<void> | undefined
    const onProgress = ({ step }: { step: string }): void => {
      // The log has been read with the key.
      if (step === 'index') forgetting ??= forget(userId)
    }
    await (command === 'rebuild' ? rebuild : check)({ databases, masterKey, onProgress })
    await forgetting
    await erased()
    expect(await emails()).toEqual(['erased'])
    expect(await differences()).toEqual([])
  })

  it('is not remembered by the rules when they have seen a sign-in just before', async () => {
    await begin('a log in PostgreSQL')
    const { writer } = stack.database.databases
    let forgetting: Promise<void> | undefined
    await transaction(writer, async (connection) => {
      await remember(connection)
      forgetting = forget(userId)
      await sleep(300)
    })
    await forgetting
    expect(await recallPeople(writer, [{ tenantId, userId }])).toEqual(new Map())
  })

  it('is not remembered by the rules again', async () => {
    await begin('a log in PostgreSQL')
    await forget(userId)
    const { writer } = stack.database.databases
    await remember(writer)
    expect(await recallPeople(writer, [{ tenantId, userId }])).toEqual(new Map())
  })
})
