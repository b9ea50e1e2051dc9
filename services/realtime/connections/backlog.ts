import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '#services/ambient/clock.ts'

/** The part of an Engine.IO connection that tells how far its peer is behind. */
export interface Connection {
  readonly request: IncomingMessage
  readonly transport: { readonly writable: boolean }
  on(event: 'packetCreate', listener: (packet: { data?: unknown }) => void): unknown
  on(event: 'flush', listener: () => void): unknown
}

/** The TCP (or TLS) connection under it. */
export const wireOf = (connection: Pick<Connection, 'request'>): Socket => connection.request.socket

export interface Backlog {
  bytes: () => number
  /** How long the oldest unsent message has been waiting. */
  behindMs: () => number
}

const sizeOf = (data: unknown): number => (typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0)

/**
 * Measures what a connection has not sent yet, because Socket.IO queues without bound. Messages wait in Engine.IO's queue until
 * those before them have left the process, so the unsent bytes are that queue and what the TCP socket still holds.
 */
export const backlogOf = (connection: Connection, clock: Clock): Backlog => {
  let queuedBytes = 0
  let queuedSince = 0
  let leavingSince = 0
  connection.on('packetCreate', ({ data }) => {
    if (queuedBytes === 0) queuedSince = clock.now()
    queuedBytes += sizeOf(data) + 1
  })
  connection.on('flush', () => {
    leavingSince = queuedSince
    queuedBytes = 0
  })
  return {
    bytes: () => queuedBytes + wireOf(connection).writableLength,
    behindMs: () => (connection.transport.writable ? 0 : clock.now() - leavingSince),
  }
}
