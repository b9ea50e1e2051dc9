import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The least there can be: a request that says who ends, and node:http that tells everybody who listens. */
const listening = new Set<ServerResponse>()
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': connected\n\n')
    listening.add(response)
    response.once('close', () => listening.delete(response))
    return
  }
  const sessionId = request.url!.slice(1)
  const text = `event: ended\nid: ${sessionId}\ndata: ${JSON.stringify({ sessionId, exp: 0, position: sessionId })}\n\n`
  for (const each of listening) each.write(text)
  response.writeHead(200).end('{}')
})
server.listen(0, '127.0.0.1', () =>
  process.send!({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
)
process.once('disconnect', () => process.exit(0))
