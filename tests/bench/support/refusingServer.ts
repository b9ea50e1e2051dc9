import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Bare `node:http` in a process of its own that refuses everything at once: what an attack costs its neighbours where nothing
 * is done for it, by the processor that it and its answers take on the same machine.
 */
const server = createServer((request, response) => {
  request.resume()
  response.writeHead(429, { 'retry-after': '1' }).end()
})
server.listen(0, '127.0.0.1', () => process.send!(`http://localhost:${(server.address() as AddressInfo).port}`))
process.once('disconnect', () => process.exit(0))
