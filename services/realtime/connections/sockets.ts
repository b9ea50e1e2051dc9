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
  /** The access token that the client showed last. */
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

/** The most bytes a client's message may have: the longest thing a client sends is a token. */
const longestMessage = 16_384
/** A connection that joins no namespace is closed after this. */
const joinWithinMs = 5_000

/**
 * Opens Socket.IO on the server's own port. Without polling, so that each connection is one TCP connection; without compression,
 * so that a frame is encoded once for a room; without connection-state recovery, because that rejoins rooms without any check.
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
  // Every client may ask for the default namespace, but nothing is ever sent there, so it refuses everybody.
  io.use((_socket, next) => next(new Error('not-found')))
  return { io, live: io.of('/live'), me: io.of('/me') }
}
