import { describe, expect, it } from 'vitest'
import { superviseSocket } from '../../../dashboard/src/realtime/superviseSocket.ts'
import { createTime } from '../../support/fakeTime.ts'

type Listener = (argument: unknown) => void

/** Socket.IO as far as supervision sees it: one connection under a manager. */
const supervised = (random = 0.5) => {
  const time = createTime()
  const listeners = new Map<string, Listener>()
  const closed: string[] = []
  const connects: number[] = []
  let engines = 0
  const nextEngine = () => {
    const name = `engine ${(engines += 1)}`
    return { close: () => void closed.push(name) }
  }
  const io = { engine: nextEngine() }
  const socket = {
    io,
    on: (event: string, listener: Listener) => void listeners.set(event, listener),
    connect: () => void connects.push(time.now()),
    disconnect() {},
    connected: true,
    active: true,
  }
  const supervision = superviseSocket(
    socket as unknown as Parameters<typeof superviseSocket>[0],
    {
      basePath: '',
      token: async () => 't',
      refresh: async () => {},
      onSessionOver() {},
      later: time.later,
      random: () => random,
    },
    { onDisconnected() {}, onFailure() {} },
  )
  supervision.connect()
  return {
    time,
    closed,
    connects,
    hear: (event: string, argument: unknown) => listeners.get(event)!(argument),
    reconnected: () => void (io.engine = nextEngine()),
  }
}

describe('a process that is stopping', () => {
  it('is left at a moment of one’s own within the time it gives', async () => {
    const { hear, time, closed } = supervised(0.5)
    hear('leaving', { withinMs: 2_000 })
    await time.pass(999)
    expect(closed).toEqual([])
    await time.pass(1)
    expect(closed).toEqual(['engine 1'])
  })

  it('loses the connection it spoke of, not one that has been made since', async () => {
    const { hear, time, closed, reconnected } = supervised(1)
    hear('leaving', { withinMs: 2_000 })
    reconnected()
    await time.pass(5_000)
    expect(closed).toEqual(['engine 1'])
  })
})

describe('a cut by the server', () => {
  it('is followed by another connection with a fresh token, soon and not at once', async () => {
    const { hear, time, connects } = supervised(0)
    hear('disconnect', 'io server disconnect')
    await time.pass(499)
    expect(connects).toHaveLength(1)
    await time.pass(1)
    expect(connects).toHaveLength(2)
  })
})
