import { io, type Socket } from 'socket.io-client'
import type { Beat, Ended, Erased, Frame, Hello, ResumeAnswer } from '#events/live/frames.ts'
import type { LiveClientMessages, LiveServerMessages } from '#events/live/frames.ts'
import { superviseSocket, type SocketSupervision, type SupervisedSocket } from './superviseSocket.ts'

export interface LiveSocketEvents {
  onHello(hello: Hello): void
  onFrame(frame: Frame): void
  onBeat(beat: Beat): void
  onErased(erased: Erased): void
  onEnded(ended: Ended): void
  onDisconnected(): void
  /** Connecting failed; it is tried again. */
  onFailure(): void
}

export interface LiveSocket extends SupervisedSocket {
  /** @throws when no acknowledgement comes within 5 s. */
  resume(position: string): Promise<ResumeAnswer>
}

export type OpenLiveSocket = (events: LiveSocketEvents) => LiveSocket

const answerWithinMs = 5_000

const openWithinMs = 5_000

export const openLiveSocket =
  (supervision: SocketSupervision): OpenLiveSocket =>
  (events) => {
    const socket: Socket<LiveServerMessages, LiveClientMessages> = io('/live', {
      path: `${supervision.basePath}/socket.io`,
      transports: ['websocket'],
      autoConnect: false,
      timeout: openWithinMs,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      auth: (answer) => void supervision.token().then((token) => answer({ token })),
    })
    socket.on('hello', events.onHello)
    socket.on('frame', events.onFrame)
    socket.on('beat', events.onBeat)
    socket.on('erased', events.onErased)
    socket.on('ended', events.onEnded)
    return {
      ...superviseSocket(socket, supervision, events),
      resume: (position) => socket.timeout(answerWithinMs).emitWithAck('resume', { position }),
    }
  }
