import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it } from 'vitest'
import { CodedError } from '#services/ports/errors.ts'
import type { RefusalAt } from '#services/http/caller.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { closeOverdue, type OverdueNeeds } from '#services/realtime/endings/closeOverdue.ts'

const expiresAt = Date.UTC(2026, 0, 1)
const endedAt = '2026-01-01T00:00:00.400Z'
const over = new CodedError('session-ended', { extra: { cause: 'absolute', endedAt } })
const ended = { cause: 'absolute', message: null, endedAt }

/** What happened to sockets, in order. */
let said: unknown[][] = []
beforeEach(() => {
  said = []
})

const connection = () => ({ request: { socket: Object.assign(new EventEmitter(), { destroy: () => undefined }) } })
const socketOf = (name: string, conn = connection(), accessExpiresAt = expiresAt) => ({
  data: { caller: { tenantId: 't1', sessionId: `session of ${name}`, accessExpiresAt }, token: `token of ${name}` },
  conn,
  emit: (...message: unknown[]) => said.push([name, ...message]),
  disconnect() {
    said.push([name, 'closed'])
    conn.request.socket.emit('close')
  },
})
type FakeSocket = ReturnType<typeof socketOf>

const sweeper = (refusalAt: RefusalAt, { live = [], me = [] }: { live?: FakeSocket[]; me?: FakeSocket[] }) => {
  const namespaceOf = (sockets: FakeSocket[]) => ({ sockets: new Map(sockets.map((socket) => [socket, socket])) })
  const sockets = { live: namespaceOf(live), me: namespaceOf(me) } as unknown as OverdueNeeds['sockets']
  return closeOverdue({ sockets, refusalAt, clock: { now: () => expiresAt }, logger: silentLogger })
}
const closed = (...names: string[]) => names.map((name) => [name, 'closed'])

describe('a socket whose access token has run out', () => {
  it('is asked about once, up to the second in which its token ended, and closed', async () => {
    const asked: unknown[] = []
    const sweep = sweeper(
      async ({ sessionId }, at) => {
        asked.push([sessionId, at])
        return null
      },
      { live: [socketOf('one')], me: [socketOf('other', connection(), expiresAt + 1)] },
    )
    sweep()
    sweep()
    await expect.poll(() => said).toEqual(closed('one'))
    sweep()
    expect(asked).toEqual([['session of one', expiresAt + 999]])
  })

  it('is told that its session is over, on both namespaces before their connection closes', async () => {
    const shared = connection()
    const late = Promise.withResolvers<CodedError>()
    const refusalAt: RefusalAt = async ({ sessionId }) => (sessionId === 'session of me' ? late.promise : over)
    sweeper(refusalAt, { live: [socketOf('live', shared)], me: [socketOf('me', shared)] })()
    await expect.poll(() => said).toEqual([['live', 'ended', ended]])
    late.resolve(over)
    await expect.poll(() => said).toEqual([['live', 'ended', ended], ['me', 'ended', ended], ...closed('live', 'me')])
  })

  it('is told no end of a session that it was renewed for meanwhile', async () => {
    const socket = socketOf('one')
    const refusalAt: RefusalAt = async () => {
      socket.data.token = 'newer'
      return over
    }
    sweeper(refusalAt, { me: [socket] })()
    await expect.poll(() => said).toEqual(closed('one'))
  })

  it('is closed without a word when nobody can say how its session stands', async () => {
    const failing: RefusalAt = () => Promise.reject(new CodedError('store-unavailable'))
    sweeper(failing, { me: [socketOf('one')] })()
    const broken: RefusalAt = () => {
      throw new Error('broken')
    }
    sweeper(broken, { me: [socketOf('two')] })()
    await expect.poll(() => said.toSorted()).toEqual(closed('one', 'two'))
  })

  it('does not stay because the answer does, and keeps nobody else', async () => {
    const silent: RefusalAt = ({ sessionId }) =>
      sessionId === 'session of slow' ? new Promise(() => undefined) : Promise.resolve(over)
    sweeper(silent, { live: [socketOf('slow')], me: [socketOf('quick')] })()
    await expect.poll(() => said).toEqual([['quick', 'ended', ended], ...closed('quick')])
    await expect.poll(() => said.at(-1), { timeout: 2_000 }).toEqual(['slow', 'closed'])
    expect(said).toHaveLength(3)
  })
})
