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
import { endedSet } from '#services/sessions/endings/endedSet/endedSet.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { type DataOf, newEvent } from '../../support/newEvent.ts'

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
})
