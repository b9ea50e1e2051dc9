import { createServer } from 'node:net'

/**
 * A TCP port of 127.0.0.1 that nobody listened on a moment ago. Rejects when the wanted port is taken (0: any port).
 */
export const freePort = (wanted = 0): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address()
      const port = address !== null && typeof address === 'object' ? address.port : 0
      server.close(() => resolve(port))
    })
  })
