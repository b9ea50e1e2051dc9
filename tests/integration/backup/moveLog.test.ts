import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { moveLog, type MoveRequest } from '#services/backup/moveLog.ts'
import { openLog, writeInOrderTo } from '#services/composition/data/openLog.ts'
import { pagesOf } from '#services/eventStore/copyLog.ts'
import { eventLine, inOrderOfTime } from '#services/eventStore/eventLine.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import { refuseRunningRollcall } from '#services/postgres/otherProcesses.ts'
import { besideRollcall } from '../../support/besideRollcall.ts'
import { httpClient } from '../../support/httpClient.ts'
import { type KurrentdbDouble, kurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'
import { realAmbient } from '../../support/realAmbient.ts'
import { type SignedInClient, type TestRollcall, testRollcall } from '../../support/rollcall.ts'
import { closeSockets, openPage } from '../../support/sockets.ts'
import { storableEvent } from '../../support/storableEvent.ts'

const now = (): number => performance.now()
const unheard = async (): Promise<void> => undefined

const linesOf = async (log: EventLog): Promise<string[]> => {
  const inTime = inOrderOfTime()
  const lines: string[] = []
  for await (const page of pagesOf(log)) lines.push(...page.map((event) => eventLine(inTime(event))))
  return lines
}

describe('a log that moves to another store', () => {
  let rollcall: TestRollcall
  let server: KurrentdbDouble
  let analyst: SignedInClient
  let position: string
  let isStopped = false
  beforeAll(async () => {
    rollcall = await testRollcall()
    server = await kurrentdbDouble({ behaviour: { systemEventEvery: 7 } })
    analyst = await rollcall.signIn('acme', 'analyst')
    for (const slug of ['acme', 'globex']) await rollcall.signIn(slug, 'member', { client: 'mobile' })
    position = (await analyst.get('/v1/sessions')).headers.get('rollcall-position')!
  })
  afterEach(closeSockets)
  afterAll(async () => {
    await (isStopped ? rollcall.database.drop() : rollcall.stop())
    await server.stop()
  })

  /** Both logs of the installation, and a move between them; `changes` let a test break it. */
  const withBoth = async <Result>(
    work: (both: {
      postgres: EventLog
      kurrentdb: EventLog
      move: (to: 'postgres' | 'kurrentdb', changes?: Partial<MoveRequest>) => ReturnType<typeof moveLog>
    }) => Promise<Result>,
  ): Promise<Result> => {
    const databases = await rollcall.database.reopen()
    const data = { databases, masterKey: rollcall.database.masterKey }
    const [inDatabase, inKurrentdb] = [openLog(data, now), openLog({ ...data, kurrentdbUrl: server.url }, now)]
    const move: Parameters<typeof work>[0]['move'] = (to, changes = {}) => {
      const away = to === 'kurrentdb'
      return moveLog({
        source: (away ? inDatabase : inKurrentdb).log,
        target: (away ? inKurrentdb : inDatabase).log,
        write: away
          ? writeInOrderTo({ databases, kurrentdbUrl: server.url }, inKurrentdb.log)
          : writeInOrderTo({ databases }, inDatabase.log),
        databases,
        store: to,
        random: realAmbient.random,
        phase: (_, work) => work(unheard),
        ...changes,
      })
    }
    try {
      return await work({ postgres: inDatabase.log, kurrentdb: inKurrentdb.log, move })
    } finally {
      await Promise.all([inDatabase.close(), inKurrentdb.close()])
      await databases.close()
    }
  }
  const installation = async () => {
    const databases = await rollcall.database.reopen()
    await databases.close()
    return databases.installation
  }

  it('does not, while a Rollcall runs on it', async () => {
    const databases = await rollcall.database.reopen()
    await expect(refuseRunningRollcall(databases.owner)).rejects.toThrow('A Rollcall is running on this database')
    await rollcall.rollcall.stop()
    isStopped = true
    await expect
      .poll(() =>
        refuseRunningRollcall(databases.owner).then(
          () => 'free',
          () => 'taken',
        ),
      )
      .toBe('free')
    await databases.close()
  })

  it('stays where it was when the move dies half-way, and goes on from there', async () => {
    await withBoth(async ({ postgres, kurrentdb, move }) => {
      const whole = await linesOf(postgres)
      for (const most of [0, 5, whole.length - 1]) {
        const write: MoveRequest['write'] = async (after, events) => {
          const left = most - (await linesOf(kurrentdb)).length
          await writeInOrderTo({ databases: rollcall.database.databases, kurrentdbUrl: server.url }, kurrentdb)(
            after,
            events.slice(0, left),
          )
          throw new Error('killed')
        }
        await expect(move('kurrentdb', { write })).rejects.toThrow('killed')
        expect(await linesOf(kurrentdb)).toEqual(whole.slice(0, most))
        expect(await installation()).toMatchObject({ epoch: 0, store: null })
      }
      const { events } = await move('kurrentdb')
      expect(events).toBe(whole.length)
      expect(await linesOf(kurrentdb)).toEqual(whole)
    })
    expect(await installation()).toMatchObject({ store: 'kurrentdb', restoring: null })
    expect((await installation()).epoch).not.toBe(0)
  })

  it('is taken up by the next start: sessions live on, views come from it, pages start over', async () => {
    const beside = await besideRollcall(rollcall, server.url)
    const { accessToken } = analyst
    const here = httpClient(beside.url, { authorization: `Bearer ${accessToken}` })
    const list = await here.get('/v1/sessions?filter=status:active')
    expect(list).toMatchObject({ status: 200 })
    expect((list.body as { items: { id: string }[] }).items.map(({ id }) => id)).toContain(analyst.sessionId)
    expect((list.body as { items: unknown[] }).items).toHaveLength(2)
    expect(await here.get(`/v1/sessions?minPosition=${position}`)).toMatchObject({ status: 410 })
    const page = openPage(beside.url, accessToken)
    await page.hello
    expect(await page.resume(position)).toEqual({ reset: true })
    await beside.stop()
  })

  it('moves back, with what was written meanwhile', async () => {
    await withBoth(async ({ postgres, kurrentdb, move }) => {
      const before = await linesOf(postgres)
      await kurrentdb.append('session-of-kurrentdb', [storableEvent({ at: new Date().toISOString() })], -1)
      await move('postgres')
      expect(await linesOf(postgres)).toEqual(await linesOf(kurrentdb))
      expect(await linesOf(postgres)).toHaveLength(before.length + 1)
    })
    expect(await installation()).toMatchObject({ store: 'postgres' })
  })

  it('does not, when somebody appends to the source meanwhile, or the target went its own way', async () => {
    await withBoth(async ({ postgres, kurrentdb, move }) => {
      const append = () => postgres.append(`session-${realAmbient.random.id()}`, [storableEvent()], -1)
      const phase: MoveRequest['phase'] = async (doing, work) => {
        if (doing.startsWith('Reading')) await append()
        return work(unheard)
      }
      await expect(move('kurrentdb', { phase })).rejects.toThrow('Somebody appends to the source')
      expect(await installation()).toMatchObject({ store: 'postgres' })
      await kurrentdb.append('session-elsewhere', [storableEvent()], -1)
      await append()
      await expect(move('kurrentdb')).rejects.toThrow(/The target holds/)
    })
  })
})
