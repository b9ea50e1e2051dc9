import { io, type Socket } from 'socket.io-client'
import type { Ended, MeClientMessages, MeServerMessages, Warning } from '#events/live/frames.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { superviseSocket, type SocketSupervision, type SupervisedSocket } from './superviseSocket.ts'

interface MeSocketEvents {
  onConnected(): void
  onSession(row: SessionRow & { isCurrent: boolean }): void
  onWarning(warning: Warning): void
  onEnded(ended: Ended): void
  onDisconnected(): void
  onFailure(): void
}

export type OpenMeSocket = (events: MeSocketEvents) => SupervisedSocket

const openWithinMs = 5_000

export const openMeSocket =
  (supervision: SocketSupervision): OpenMeSocket =>
  (events) => {
    const socket: Socket<MeServerMessages, MeClientMessages> = io('/me', {
      path: `${supervision.basePath}/socket.io`,
      transports: ['websocket'],
      autoConnect: false,
      timeout: openWithinMs,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      auth: (answer) => void supervision.token().then((token) => answer({ token })),
    })
    socket.on('connect', events.onConnected)
    socket.on('session', events.onSession)
    socket.on('warning', events.onWarning)
    socket.on('ended', events.onEnded)
    return superviseSocket(socket, supervision, events)
  }
