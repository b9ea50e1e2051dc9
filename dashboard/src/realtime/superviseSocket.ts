import type { Socket } from 'socket.io-client'
import type { RenewAnswer } from '#events/live/frames.ts'
import { createAlarm, type Later } from '../api/alarm.ts'
import { refusalOf, type Refusal } from './refusal.ts'

export interface SocketSupervision {
  token(): Promise<string | null>
  /** Asks for fresh claims when the server no longer takes the present token. */
  refresh(): Promise<void>
  /** The server refused the socket because its session is over. */
  onSessionOver(refusal: Refusal): void
  later: Later
  random(): number
}

export interface SupervisedSocket {
  connect(): void
  disconnect(): void
  /** Drops a connection that looks dead, with every namespace on it; Socket.IO makes another. */
  reconnect(): void
  /** Hands over a newer access token. */
  renew(token: string): void
}

interface Connection {
  onDisconnected(): void
  onFailure(): void
}

type Renewable = Pick<Socket, 'on' | 'connect' | 'disconnect' | 'connected' | 'active' | 'io'> & {
  timeout(ms: number): { emitWithAck(event: 'renew', request: { token: string }): Promise<RenewAnswer> }
}

const answerWithinMs = 5_000
/** After a refusal or a cut by the server: soon, but not all dashboards at the same moment. */
const pauseMs = (random: number) => 500 + random * 1_500

/**
 * Keeps a socket connected. Socket.IO itself reconnects after a lost connection, not after a refusal or a cut by the
 * server: those mean that the token is out of date, or that the socket was too slow.
 */
export const superviseSocket = (
  socket: Renewable,
  { refresh, onSessionOver, later, random }: SocketSupervision,
  connection: Connection,
): SupervisedSocket => {
  const alarm = createAlarm(later)
  let wanted = false
  const connectSoon = () => {
    alarm.set(pauseMs(random()), () => {
      if (wanted) socket.connect()
    })
  }
  const connectAnew = async (withFreshToken: boolean) => {
    if (withFreshToken) await refresh()
    connectSoon()
  }
  const rejoin = () => {
    socket.disconnect()
    if (wanted) connectSoon()
  }
  socket.on('disconnect', (reason) => {
    connection.onDisconnected()
    if (wanted && reason === 'io server disconnect') void connectAnew(true)
  })
  socket.on('connect_error', (error: unknown) => {
    connection.onFailure()
    if (!wanted || socket.active) return
    const refusal = refusalOf(error)
    if (refusal?.code === 'session-ended') return onSessionOver(refusal)
    void connectAnew(refusal !== null)
  })
  return {
    connect() {
      wanted = true
      socket.connect()
    },
    disconnect() {
      wanted = false
      alarm.clear()
      socket.disconnect()
    },
    reconnect: () => socket.io.engine?.close(),
    renew(token) {
      if (!socket.connected) return
      const renewal = socket.timeout(answerWithinMs).emitWithAck('renew', { token })
      renewal.then((answer) => (answer.ok ? undefined : rejoin()), rejoin)
    },
  }
}
