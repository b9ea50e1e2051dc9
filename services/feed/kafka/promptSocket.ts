import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import type { ISocketFactory } from 'kafkajs'

const keepAliveMs = 60_000

/**
 * Makes sockets as kafkajs does, but with Nagle's algorithm (RFC 896) off. With it on, a small request such as a fetch
 * could wait up to 40 ms for the acknowledgement of the one before, which the broker delays (RFC 1122 4.2.3.2).
 */
export const promptSocket: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  // kafkajs's type says that `ssl` is always set; it is false when TLS is off.
  const isPlain = !(ssl as ConnectionOptions | false)
  const socket: Socket = isPlain
    ? connect({ host, port }, onConnect)
    : connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect)
  return socket.setKeepAlive(true, keepAliveMs).setNoDelay(true)
}
