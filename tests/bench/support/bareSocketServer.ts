import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'

/** The least there can be: a request that says who ends, Socket.IO that tells them and hangs up. */
const server = createServer((request, response) => {
  const sessionId = request.url!.slice(1)
  io.of('/me').in(sessionId).emit('ended', { cause: 'admin', message: null, endedAt: new Date().toISOString() })
  io.of('/me').in(sessionId).disconnectSockets(true)
  response.writeHead(200).end('{}')
})
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false, serveClient: false })
io.of('/me').on('connection', (socket) => void socket.join(String(socket.handshake.auth['token'])))
server.listen(0, '127.0.0.1', () =>
  process.send!({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
)
process.once('disconnect', () => process.exit(0))
