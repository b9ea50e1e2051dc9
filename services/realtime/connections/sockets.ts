import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import { Server, type DefaultEventsMap, type Namespace, type Socket } from 'socket.io'
import type {
  Ended,
  LiveClientMessages,
  LiveServerMessages,
  MeClientMessages,
  MeServerMessages,
} from '#events/live/frames.ts'
import type { SignedInCaller } from '#services/http/caller.ts'

/** What the server remembers of a socket. */
interface SocketData {
  caller: SignedInCaller
  /** The access token it last proved itself with. */
  token: string
}
export type LiveNamespace = Namespace<LiveClientMessages, LiveServerMessages, DefaultEventsMap, SocketData>
export type MeNamespace = Namespace<MeClientMessages, MeServerMessages, DefaultEventsMap, SocketData>
type LiveSocket = Socket<LiveClientMessages, LiveServerMessages, DefaultEventsMap, SocketData>
type MeSocket = Socket<MeClientMessages, MeServerMessages, DefaultEventsMap, SocketData>
/** What sockets of both namespaces have in common. */
export type AnySocket = Pick<
  LiveSocket & MeSocket,
  'data' | 'conn' | 'handshake' | 'request' | 'join' | 'disconnect'
> & {
  emit: (name: 'ended', ended: Ended) => boolean
  once: (name: 'disconnect', listener: () => void) => unknown
  onAny: (listener: (name: unknown, ...args: unknown[]) => void) => unknown
}

export interface Sockets {
  io: Server
  live: LiveNamespace
  me: MeNamespace
}

/** Bytes of a client's message: a token is the longest thing a client says. */
const longestMessage = 16_384
/** A connection that joins no namespace is closed after this. */
const joinWithinMs = 5_000

/**
 * Socket.IO on the server's own port. No polling, so that a connection is one TCP connection; no compression, so that one
 * encoded frame serves a room; no connection-state recovery, because it rejoins rooms without asking who is there.
 */
export const openSockets = (
  server: HttpServer | HttpsServer,
  allowRequest: (request: IncomingMessage) => Promise<boolean>,
): Sockets => {
  const io = new Server(server, {
    transports: ['websocket'],
    allowUpgrades: false,
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    maxHttpBufferSize: longestMessage,
    connectTimeout: joinWithinMs,
    allowRequest: (request, decide) => {
      allowRequest(request).then(
        (allowed) => decide(allowed ? null : 'refused', allowed),
        () => decide('refused', false),
      )
    },
  })
  // The namespace every client may ask for by default has nothing to say to anybody.
  io.use((_socket, next) => next(new Error('not-found')))
  return { io, live: io.of('/live'), me: io.of('/me') }
}
