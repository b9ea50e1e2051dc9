import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import type { ISocketFactory } from 'kafkajs'

const keepAliveMs = 60_000

/**
 * As kafkajs makes them, but a small request is sent although an earlier one is not acknowledged yet: a fetch that waits for
 * news at the broker is not, for up to 40 ms (Nagle's algorithm, RFC 896, beside delayed acknowledgements, RFC 1122 4.2.3.2).
 */
export const promptSocket: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  // Typed as always there; false where the settings say so.
  const isPlain = !(ssl as ConnectionOptions | false)
  const socket: Socket = isPlain
    ? connect({ host, port }, onConnect)
    : connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect)
  return socket.setKeepAlive(true, keepAliveMs).setNoDelay(true)
}
