import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { backlogOf, type Connection } from '#services/realtime/connections/backlog.ts'
import { longestBehindMs, mostUnsentBytes, slowSockets } from '#services/realtime/connections/slowSockets.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { testAmbient } from '../../support/testAmbient.ts'

/** An Engine.IO connection whose peer reads only when told to. */
const connection = () => {
  const wire = { writableLength: 0, destroyed: false, destroy: () => (wire.destroyed = true) }
  const emitter = new EventEmitter()
  const transport = { writable: true }
  const packets: string[] = []
  const flush = () => {
    if (!transport.writable || packets.length === 0) return
    emitter.emit('flush')
    transport.writable = false
    wire.writableLength += packets.splice(0).join('').length
  }
  return {
    wire,
    connection: Object.assign(emitter, { request: { socket: wire }, transport }) as unknown as Connection &
      EventEmitter,
    send(data: string) {
      emitter.emit('packetCreate', { data })
      packets.push(data)
      flush()
    },
    peerReadsEverything() {
      wire.writableLength = 0
      transport.writable = true
      flush()
    },
  }
}

describe('what a socket has not read', () => {
  it('is what waits in the queue and in the TCP socket', () => {
    const { clock } = testAmbient()
    const { connection: slow, send, peerReadsEverything } = connection()
    const backlog = backlogOf(slow, clock)
    send('a'.repeat(100))
    send('b'.repeat(50))
    expect(backlog.bytes()).toBeGreaterThanOrEqual(150)
    peerReadsEverything()
    peerReadsEverything()
    expect(backlog.bytes()).toBe(0)
  })

  it('is as old as its oldest message, however often newer ones were queued', () => {
    const { clock, pass } = testAmbient()
    const { connection: slow, send, peerReadsEverything } = connection()
    const backlog = backlogOf(slow, clock)
    send('first')
    pass(1_000)
    send('second')
    pass(1_000)
    expect(backlog.behindMs()).toBe(2_000)
    peerReadsEverything()
    expect(backlog.behindMs()).toBe(1_000)
    peerReadsEverything()
    expect(backlog.behindMs()).toBe(0)
  })
})

const watched = () => {
  const ambient = testAmbient()
  const peer = connection()
  const slow = slowSockets(ambient.clock, silentLogger)
  slow.watch(peer.connection)
  return { ...peer, ...ambient, slow }
}

describe('a slow socket', () => {
  it('is cut above its bytes', () => {
    const { slow, send, wire } = watched()
    send('x'.repeat(mostUnsentBytes - 10))
    expect([slow.sweep(), wire.destroyed]).toEqual([0, false])
    send('x'.repeat(20))
    expect([slow.sweep(), wire.destroyed]).toEqual([1, true])
  })

  it('is cut when it is too far behind', () => {
    const { slow, send, wire, pass } = watched()
    send('x')
    pass(longestBehindMs)
    expect(slow.sweep()).toBe(0)
    pass(1)
    expect([slow.sweep(), wire.destroyed]).toEqual([1, true])
  })

  it('is forgotten once it has closed', () => {
    const { slow, send, connection: closed } = watched()
    send('x'.repeat(mostUnsentBytes * 2))
    closed.emit('close')
    expect(slow.sweep()).toBe(0)
  })
})
