import type { Socket } from 'socket.io-client'
import type { Leaving, RenewAnswer } from '#events/live/frames.ts'
import { createAlarm } from '#client/session/alarm.ts'
import type { Later } from '#client/session/clock.ts'
import { refusalOf, type Refusal } from './refusal.ts'

export interface SocketSupervision {
  /** Before `/socket.io`; empty where Rollcall has a host of its own. */
  basePath: string
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
  /** Hands over an access token. Answers whether the server took it; asked again, that it is still there. */
  renew(token: string): Promise<boolean>
}

interface Connection {
  onDisconnected(): void
  onFailure(): void
}

type Renewable = Pick<Socket, 'on' | 'connect' | 'disconnect' | 'connected' | 'active' | 'io'> & {
  timeout(ms: number): { emitWithAck(event: 'renew', request: { token: string }): Promise<RenewAnswer> }
}

const answerWithinMs = 5_000
const longestPauseMs = 30_000
const tokenRefused = new Set(['not-signed-in', 'token-outdated'])

/** The pause after a refusal or a cut by the server: longer with each try, and random, so that not all dashboards come at once. */
const pauseMs = (tries: number, random: number) => Math.min(longestPauseMs, 500 * 2 ** tries) * (1 + random)

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
  let isWanted = false
  let tries = 0
  const connectSoon = () => {
    alarm.set(pauseMs(tries, random()), () => {
      if (isWanted) socket.connect()
    })
    tries += 1
  }
  const connectAnew = async (withFreshToken: boolean) => {
    if (withFreshToken) await refresh()
    if (isWanted) connectSoon()
  }
  /**
   * The process stops: at a random moment we drop this connection, and Socket.IO makes another, to another process. Both namespaces
   * share the connection. It is remembered here, because by then a newer one may be in its place, which must stay.
   */
  const goElsewhere = ({ withinMs }: Leaving) => {
    const { engine } = socket.io
    later(random() * withinMs, () => engine?.close())
  }
  const rejoin = () => {
    socket.disconnect()
    if (isWanted) connectSoon()
  }
  socket.on('connect', () => {
    tries = 0
  })
  socket.on('disconnect', (reason) => {
    connection.onDisconnected()
    if (reason === 'io server disconnect') void connectAnew(true)
  })
  socket.on('leaving', goElsewhere)
  socket.on('connect_error', (error: unknown) => {
    connection.onFailure()
    if (!isWanted || socket.active) return
    const refusal = refusalOf(error)
    if (refusal?.code === 'session-ended') onSessionOver(refusal)
    else void connectAnew(refusal !== null && tokenRefused.has(refusal.code))
  })
  return {
    connect() {
      isWanted = true
      socket.connect()
    },
    disconnect() {
      isWanted = false
      alarm.clear()
      socket.disconnect()
    },
    reconnect: () => socket.io.engine?.close(),
    async renew(token) {
      if (!socket.connected) return false
      try {
        const answer = await socket.timeout(answerWithinMs).emitWithAck('renew', { token })
        if (!answer.ok) rejoin()
        return answer.ok
      } catch {
        // There was no answer. The code that watches the connection decides when it is dead.
        return false
      }
    },
  }
}
