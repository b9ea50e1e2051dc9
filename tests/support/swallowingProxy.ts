import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface SwallowingProxy {
  /** The URL by way of this proxy. */
  through: (url: string) => string
  /**
   * Drops what comes from now on, both ways, and refuses nothing: as a network does that loses its packets. Connections
   * that were open stay lost when it ends, as behind a firewall that forgot them.
   */
  swallow: (swallowing: boolean) => void
  stop: () => void
}

/** A TCP proxy in front of a server on this machine. */
export const swallowingProxy = async (targetPort: number): Promise<SwallowingProxy> => {
  const sockets = new Set<Socket>()
  const lost = new WeakSet<Socket>()
  let isSwallowing = false
  const carry = (from: Socket, to: Socket): void => {
    sockets.add(from)
    from.on('data', (bytes) => {
      if (isSwallowing) for (const socket of sockets) lost.add(socket)
      if (!lost.has(from)) to.write(bytes)
    })
    from.on('error', () => undefined)
    from.on('close', () => {
      sockets.delete(from)
      if (!lost.has(from)) to.destroy()
    })
  }
  const server = createServer((client) => {
    const onward = connect(targetPort, '127.0.0.1')
    carry(client, onward)
    carry(onward, client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    through(url) {
      const own = new URL(url)
      own.hostname = '127.0.0.1'
      own.port = String((server.address() as AddressInfo).port)
      return own.href
    },
    swallow(swallowing) {
      isSwallowing = swallowing
      if (swallowing) for (const socket of sockets) lost.add(socket)
    },
    stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
