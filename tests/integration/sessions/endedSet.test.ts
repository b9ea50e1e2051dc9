import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import { sessionStream, tenantStream, userStream } from '#events/streams.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { memoryWrappedKeys } from '#services/eventStore/sealing/memoryWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { type LogFields, silentLogger } from '#services/logging/logger.ts'
import type { EndedSet, RevocationsAtStart } from '#services/ports/revocations.ts'
import { checkEndedSet } from '#services/sessions/endings/endedSet/checkEndedSet.ts'
import { endedSet } from '#services/sessions/endings/endedSet/endedSet.ts'
import { forgetEndedSet } from '#services/sessions/endings/endedSet/progress.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { type DataOf, newEvent } from '../../support/newEvent.ts'
import { storableEvent } from '../../support/storableEvent.ts'

const minuteMs = 60_000
const tenantId = derivedUuid('tenant', 'acme')
const userId = derivedUuid('user', 'ann')
const silent = { reason: null, message: null, ticket: null }
const policy = { accessSeconds: 7_200, idleSeconds: 604_800, absoluteSeconds: 2_592_000, graceSeconds: 10 }

describe('the ended set', () => {
  let database: TestDatabase
  let log: EventLog & { close(): Promise<void> }
  let set: EndedSet
  let errors: [string, LogFields][]
  const ending = new AbortController()
  let keeping: Promise<void>
  const codec = sealingCodec(keyring(Buffer.alloc(32, 7), memoryWrappedKeys()))
  const logger = { ...silentLogger, error: (text: string, fields: LogFields = {}) => void errors.push([text, fields]) }
  const setOver = (over: EventLog): EndedSet =>
    endedSet({ log: over, codec, writer: database.databases.writer, logger, now: () => performance.now() })

  const write = async <Type extends RollcallEvent['type']>(
    stream: string,
    type: Type,
    data: DataOf<Type>,
    at = new Date().toISOString(),
  ): Promise<number> => {
    const { length } = await log.readStream(stream)
    const events = await codec.close(stream, [newEvent(type, data, { tenantId, at, id: derivedUuid(stream, length) })])
    return (await log.append(stream, events, length - 1)).position
  }
  const logOut = (name: string, at?: string): Promise<number> => {
    const sessionId = derivedUuid('session', name)
    return write(sessionStream(tenantId, sessionId), 'SessionLoggedOut', { sessionId, userId, by: 'person' }, at)
  }
  const changeRoles = (at?: string): Promise<number> =>
    write(tenantStream(tenantId), 'MemberRoleChanged', { userId, roles: ['member'], ...silent }, at)

  const checked = (over: EventLog = log) =>
    checkEndedSet({ log: over, codec, writer: database.databases.writer, clock: Date, limit: 5 })

  const loadedAt = (position: number): Promise<RevocationsAtStart> =>
    eventually(async () => {
      const loaded = await set.load()
      expect(loaded.position).toBeGreaterThanOrEqual(position)
      return loaded
    })
  const idsOf = ({ ended }: RevocationsAtStart) => ended.map(({ sessionId }) => sessionId).sort()

  beforeAll(async () => {
    errors = []
    database = await testDatabase()
    log = postgresEventLog({ databases: database.databases, now: () => performance.now() })
    set = setOver(log)
    keeping = set.keep(ending.signal)
  })
  afterAll(async () => {
    ending.abort()
    await keeping
    await log?.close()
    await database?.drop()
  })

  it('follows the log, keeps each for its tenant’s longest access lifetime, and counts what outdates tokens', async () => {
    await logOut('one')
    await write(tenantStream(tenantId), 'PolicyChanged', { ...policy, neutralMessage: 'Ended.' })
    await logOut('two')
    await write(userStream(tenantId, userId), 'UserDisabled', { userId, ...silent })
    const { ended, generations } = await loadedAt(await changeRoles())
    const kept = new Map(ended.map((one) => [one.sessionId, Math.round((one.keepUntil - one.endedAt) / 1_000)]))
    expect(kept).toEqual(
      new Map([
        [derivedUuid('session', 'one'), 1_860],
        [derivedUuid('session', 'two'), 7_260],
      ]),
    )
    expect(ended[0]).toMatchObject({ cause: 'person' })
    expect(generations).toEqual(
      expect.arrayContaining([
        { tenantId, userId, count: 2, longestAccessSeconds: 0 },
        { tenantId, userId: null, count: 0, longestAccessSeconds: 7_200 },
      ]),
    )
  })

  it('comes along with events it does not want', async () => {
    const stream = `signin-${tenantId}+digest`
    const failed = { userId, clientId: 'web', cause: 'wrong-password' } as const
    const position = await write(stream, 'LoginFailed', failed)
    expect((await loadedAt(position)).position).toBe(position)
  })

  it('lets go of whom no token can outlive, and of nobody for one event from the future', async () => {
    const before = idsOf(await set.load())
    await logOut('outlived', new Date(Date.now() - 24 * 60 * minuteMs).toISOString())
    const later = await loadedAt(await changeRoles(new Date(Date.now() + 24 * 60 * minuteMs).toISOString()))
    // The log's time never runs backwards: what was written late is dated by what stood before.
    expect(idsOf(later)).toEqual([...before, derivedUuid('session', 'outlived')].sort())
  })

  it('equals the log, or the difference is told and made good by making it anew', async () => {
    const { writer } = database.databases
    const sound = await checked()
    expect(sound).toMatchObject({ differences: [] })
    expect(sound.compared).toBeGreaterThan(3)
    const [one, two, revived] = ['one', 'two', 'three'].map((name) => derivedUuid('session', name))
    await loadedAt(await logOut('three'))
    await writer.query('delete from ended_sessions where session_id = $1', [revived])
    await writer.query(
      `with gone as (delete from ended_sessions where session_id = $1 returning *)
       insert into ended_sessions select tenant_id, session_id, 'idle', ended_at, keep_until from gone`,
      [one],
    )
    await writer.query(
      `insert into ended_sessions select tenant_id, $2, cause, ended_at, keep_until from ended_sessions where session_id = $1`,
      [two, userId],
    )
    await writer.query('update token_generations set count = count + 1 where user_id = $1', [userId])
    const { differences } = await checked()
    expect(differences).toHaveLength(4)
    expect(differences).toEqual(
      expect.arrayContaining([
        `ended_sessions ${revived}: missing`,
        expect.stringMatching(`ended_sessions ${one}: idle at .*; the log says person at`),
        `ended_sessions ${userId}: should not be there`,
        expect.stringMatching(
          `token_generations tenant ${tenantId}, user ${userId}: generation \\d, .* says generation`,
        ),
      ]),
    )
    const other = { ...log, readAt: async () => [] }
    expect((await checked(other)).differences).toEqual(['ended_progress: made of another log'])

    await forgetEndedSet(writer)
    await loadedAt(await log.head())
    expect(await checked()).toMatchObject({ differences: [] })
  })

  it('is made anew where the log went back and has come further since', async () => {
    const known = await set.load()
    const head = await log.head()
    const [last] = await log.readAt([head])
    const other: EventLog = {
      ...log,
      readAt: async (positions) => (await log.readAt(positions)).map((event) => ({ ...event, id: last!.id + '!' })),
    }
    ending.abort()
    await keeping
    const remade = await setOver(other).load()
    expect(remade.position).toBe(head)
    expect(errors).toMatchObject([['The log went back: who is ended is made anew from its beginning', { head }]])
    expect(remade.ended.map((one) => one.sessionId).sort()).toEqual(idsOf(known))
    expect(remade.generations).toEqual(expect.arrayContaining(known.generations))
  })

  it('is made anew where the log ends before it', async () => {
    errors = []
    const short: EventLog = { ...log, head: async () => 1 }
    expect((await setOver(short).load()).position).toBe(await log.head())
    expect(errors).toHaveLength(1)
  })

  it('goes on behind a damaged ending, whose stream tells whom it ends; one that tells nobody is parked', async () => {
    errors = []
    const { databases } = database
    const damaged = { payload: '{"data":{"sessionId":7}}', version: 1 }
    const append = async (stream: string, type: string, payload: string): Promise<void> => {
      const { length } = await log.readStream(stream)
      const event = storableEvent({ tenantId, type, at: new Date().toISOString(), ...damaged, payload })
      await log.append(stream, [event], length - 1)
    }
    const before = await set.load()
    const cut = derivedUuid('session', 'cut')
    const altered = derivedUuid('session', 'altered')
    await append(sessionStream(tenantId, cut), 'SessionRevoked', '{}')
    await append(sessionStream(tenantId, altered), 'SessionExpired', damaged.payload)
    await append(userStream(tenantId, userId), 'UserDisabled', '[]')
    await append(tenantStream(tenantId), 'SessionsInvalidated', '{"data":null}')
    await append(tenantStream(tenantId), 'MemberRoleChanged', '{}')
    const after = await loadedAt(await logOut('behind'))
    const causes = new Map(after.ended.map(({ sessionId, cause }) => [sessionId, cause]))
    expect(causes.get(cut)).toBe('unknown')
    expect(causes.get(altered)).toBe('unknown')
    expect(causes.get(derivedUuid('session', 'behind'))).toBe('person')
    const generation = (loaded: RevocationsAtStart, of: string | null) =>
      loaded.generations.find(({ userId }) => userId === of)?.count
    expect(generation(after, userId)).toBe(generation(before, userId)! + 1)
    expect(generation(after, null)).toBe(generation(before, null)! + 1)
    const { rows } = await databases.writer.query('select view, type, reason from parked_events where tenant_id = $1', [
      tenantId,
    ])
    expect(rows).toEqual([{ view: 'ended_set', type: 'MemberRoleChanged', reason: 'Unreadable' }])
    expect(errors).toHaveLength(5)
    expect(await checked()).toMatchObject({ differences: [] })
  })
})
