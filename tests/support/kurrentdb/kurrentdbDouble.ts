import { randomUUID } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { singleAppend } from './singleAppend.ts'
import { batchAppend } from './batchAppend.ts'
import { type Behaviour, usualBehaviour } from './behaviour.ts'
import { gossip, supportedMethods } from './clusterRpcs.ts'
import { softDelete, tombstone } from './deleteRpcs.ts'
import { type EventBook, eventBook } from './eventBook.ts'
import { failure } from './answers.ts'
import { GossipService, ServerFeaturesService, StreamsService } from './messages.ts'
import { read, type ReadCall } from './readRpc.ts'
import { subscribe } from './subscription.ts'

export interface KurrentdbDouble {
  /** For the client: `esdb://127.0.0.1:<port>?tls=false`. */
  url: string
  port: number
  book: EventBook
  /** May be changed at any time. */
  behaviour: Behaviour
  /** Connections that are open now. */
  connections(): number
  /** Bytes that came over the connections that are open now. */
  received(): number
  /** Subscriptions that are open now. */
  subscriptions(): number
  /** Cuts every connection without a status; new ones are taken. */
  cut(): void
  /** Ends every subscription as the server does with a consumer that is too slow. */
  dropSubscriptions(): void
  /** No new connections are taken until `open`; those there are, are cut. */
  close(): Promise<void>
  open(): Promise<void>
  stop(): Promise<void>
}

/** PEM. */
interface Certificate {
  cert: Buffer
  key: Buffer
}

const credentialsOf = (tls: Certificate | undefined): ServerCredentials =>
  tls === undefined
    ? ServerCredentials.createInsecure()
    : ServerCredentials.createSsl(null, [{ cert_chain: tls.cert, private_key: tls.key }])

const biggestMessage = 17 * 1024 * 1024

/**
 * Stands in for EventStoreDB 23.10.8 or 24.2.0: a real gRPC server over the client's own messages that behaves as those were
 * observed to. With `file` what was acknowledged survives a kill.
 */
export const kurrentdbDouble = async (
  options: { port?: number; file?: string; tls?: Certificate; behaviour?: Partial<Behaviour> } = {},
): Promise<KurrentdbDouble> => {
  const behaviour: Behaviour = { ...usualBehaviour, ...options.behaviour }
  const book = eventBook({ id: randomUUID, ...(options.file === undefined ? {} : { file: options.file }) })
  const sockets = new Set<Socket>()
  const followers = new Set<ReadCall>()
  const cut = (): void => sockets.forEach((socket) => socket.resetAndDestroy())
  const follow: typeof subscribe = (call, ...rest) => {
    followers.add(call)
    for (const event of ['cancelled', 'close', 'error'] as const) call.on(event, () => followers.delete(call))
    subscribe(call, ...rest)
  }

  const grpc = new Server({ 'grpc.max_receive_message_length': biggestMessage })
  const appending = { book, behaviour, cut }
  grpc.addService(StreamsService, {
    read: read(appending, follow),
    append: singleAppend(appending),
    batchAppend: batchAppend(appending),
    delete: softDelete(book),
    tombstone: tombstone(book),
  })
  grpc.addService(ServerFeaturesService, { getSupportedMethods: supportedMethods(behaviour) })
  grpc.addService(GossipService, { read: gossip(behaviour, () => port) })
  const injector = grpc.createConnectionInjector(credentialsOf(options.tls))
  const door = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.setNoDelay(true)
    injector.injectConnection(socket)
  })
  let port = options.port ?? 0
  const open = async (): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      door.once('error', reject)
      door.listen(port, '127.0.0.1', resolve)
    })
    const address = door.address()
    if (address !== null && typeof address === 'object') port = address.port
  }
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => door.close(() => resolve()))
    cut()
    await closed
  }
  await open()
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    port,
    book,
    behaviour,
    connections: () => sockets.size,
    received: () => [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    subscriptions: () => followers.size,
    cut,
    dropSubscriptions() {
      for (const call of followers) call.emit('error', failure(10, 'Operation timed out'))
    },
    close,
    open,
    async stop() {
      if (door.listening) await close()
      grpc.forceShutdown()
    },
  }
}
