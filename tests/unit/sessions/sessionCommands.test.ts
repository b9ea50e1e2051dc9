import { describe, expect, it } from 'vitest'
import { CodedError } from '#services/ports/errors.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { memoryKeyStore } from '../../support/memoryKeyStore.ts'
import { refreshKeys } from '#services/sessions/tokens/refreshKeys.ts'
import { sessionWriter, type SessionWriterNeeds } from '#services/sessions/commands/sessionWriter.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { testAmbient } from '../../support/testAmbient.ts'
import { context, device, tenantId, userId } from './given.ts'

const policy = {
  accessSeconds: 1800,
  idleSeconds: 3600,
  absoluteSeconds: 36_000,
  graceSeconds: 10,
  neutralMessage: '.',
}
const origin = { tenantId, actor: { kind: 'user', id: userId } as const, correlationId: 'c', context: context() }
const silent = { reason: null, message: null, ticket: null, operationId: null }

const counted = (store: EventStore) => {
  const asked = { reads: 0, appends: 0, stale: 0 }
  const append: EventStore['append'] = async (...of) => {
    asked.appends += 1
    if (asked.stale > 0) {
      asked.stale -= 1
      throw new CodedError('stale-revision')
    }
    return store.append(...of)
  }
  const readStream: EventStore['readStream'] = (...of) => {
    asked.reads += 1
    return store.readStream(...of)
  }
  return { asked, store: { ...store, append, readStream } }
}

const world = async (onAppended?: SessionWriterNeeds['onAppended'], from = context()) => {
  const ambient = testAmbient()
  const { store, asked } = counted(memoryStore().store)
  const keys = refreshKeys(memoryKeyStore(), Buffer.alloc(32), ambient)
  await keys.turn()
  const open = () =>
    sessionWriter({ store, ambient, refreshKeys: keys, ...(onAppended === undefined ? {} : { onAppended }) })
  const { commands } = open()
  const { session } = await commands.start(
    {
      person: { userId, email: 'ann@acme.test', name: 'Ann' },
      client: { clientId: 'phone', transport: 'bearer' },
      policy,
      proofs: [{ method: 'pwd', at: '2026-11-20T09:00:00.000Z' }],
      remembered: true,
    },
    { ...origin, context: from },
  )
  return { ambient, asked, commands, open, sessionId: session.sessionId }
}

const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15'
const readOfMac = { ...device('Safari 18', 'macOS'), parser: 2 }

describe('handling a command', () => {
  it('starts without reading, and decides on what it remembers without reading', async () => {
    const { asked, commands, sessionId, ambient } = await world()
    ambient.pass(60_000)
    expect((await commands.recordActivity(sessionId, origin)).outcome).toBe('recorded')
    expect(asked).toMatchObject({ reads: 0, appends: 2 })
  })

  it('records of a device what the client said of it at sign-in, although later requests say less', async () => {
    const details = { touchPoints: 5, screen: '834x1194' }
    const iPad = { ...readOfMac, type: 'tablet' as const, os: 'iPadOS 18', details }
    const { commands, sessionId, ambient } = await world(undefined, context({ userAgent: mac, device: iPad }))
    ambient.pass(60_000)
    const later = { ...origin, context: context({ userAgent: mac, device: readOfMac }) }
    const { events, session } = await commands.recordActivity(sessionId, later)
    expect(events.map(({ type }) => type)).toEqual(['SessionActivityRecorded'])
    expect(events[0]!.context!.device).toMatchObject({ type: 'tablet', os: 'iPadOS 18', details: null })
    expect(session).toMatchObject({ last: { context: { device: { type: 'tablet', details } } } })
  })

  it('reads the stream to its end before it answers that there is nothing to do', async () => {
    const { asked, commands, open, sessionId } = await world()
    await open().commands.revoke(sessionId, { cause: 'admin', ...silent }, origin)
    asked.reads = 0
    const { outcome, session } = await commands.recordActivity(sessionId, origin)
    expect([outcome, session.status, asked.reads]).toEqual(['alreadyEnded', 'revoked', 1])
  })

  it('asks nothing more about an ended session', async () => {
    const { asked, commands, sessionId } = await world()
    await commands.revoke(sessionId, { cause: 'admin', ...silent }, origin)
    const before = { ...asked }
    expect((await commands.revoke(sessionId, { cause: 'admin', ...silent }, origin)).outcome).toBe('alreadyEnded')
    expect(asked).toEqual(before)
  })

  it('decides again when somebody else was first, four times, and is then busy', async () => {
    const { asked, commands, sessionId } = await world()
    asked.stale = 4
    expect((await commands.revoke(sessionId, { cause: 'admin', ...silent }, origin)).outcome).toBe('ended')
    const next = await world()
    next.asked.stale = 5
    await expect(next.commands.revoke(next.sessionId, { cause: 'admin', ...silent }, origin)).rejects.toMatchObject({
      code: 'busy',
    })
    expect(next.asked.appends).toBe(6)
  })

  it('shows what it appended before it answers', async () => {
    const seen: string[] = []
    const { commands, sessionId } = await world((events) => seen.push(...events.map(({ type }) => type)))
    await commands.logOut(sessionId, { by: 'person' }, origin)
    expect(seen).toEqual(['SessionStarted', 'SessionLoggedOut'])
  })

  it('finds nothing where no session was', async () => {
    const { commands, ambient } = await world()
    expect((await commands.revoke(ambient.random.id(), { cause: 'admin', ...silent }, origin)).outcome).toBe('gone')
  })
})
