import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** Where the processes are, by what they take. */
export interface Backends {
  api: () => readonly string[]
  realtime: () => readonly string[]
}

export interface LoadBalancer {
  url: string
  /** Requests that found no process. */
  unanswered: () => number
  stop: () => Promise<void>
}

const healthEveryMs = 200

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  )

/** Takes turns among the processes that `/readyz` called ready the last time it was asked; among all, where none was. */
const inTurn = (backends: () => readonly string[], ready: ReadonlySet<string>) => {
  let turn = 0
  return (): URL | null => {
    const all = backends()
    const good = all.filter((url) => ready.has(url))
    const among = good.length > 0 ? good : all
    turn += 1
    return among.length === 0 ? null : new URL(among[turn % among.length]!)
  }
}

/** A plain one: round robin, health checks, connections kept open, no sticky sessions, no second try of its own. */
export const loadBalancer = async ({ api, realtime }: Backends): Promise<LoadBalancer> => {
  const ready = new Set<string>()
  const agent = new Agent({ keepAlive: true })
  const piped = new Set<Socket>()
  let unanswered = 0
  const check = async (): Promise<void> => {
    const urls = [...new Set([...api(), ...realtime()])]
    const answers = await Promise.all(urls.map(isReady))
    ready.clear()
    for (const [place, url] of urls.entries()) if (answers[place] === true) ready.add(url)
  }
  const checking = setInterval(() => void check(), healthEveryMs)
  const nextApi = inTurn(api, ready)
  const nextRealtime = inTurn(realtime, ready)

  const forwarded = ({ headers, socket }: IncomingMessage) => ({
    ...headers,
    'x-forwarded-for': socket.remoteAddress ?? '',
  })
  const badGateway = (response: ServerResponse): void => {
    unanswered += 1
    if (!response.headersSent) response.writeHead(502)
    response.end()
  }
  const server = createServer((incoming, response) => {
    const target = nextApi()
    if (target === null) return badGateway(response)
    const { method, url: path } = incoming
    const onward = request({
      agent,
      host: target.hostname,
      port: target.port,
      method,
      path,
      headers: forwarded(incoming),
    })
    onward.on('response', (answer) => {
      const { connection: _, 'keep-alive': __, ...headers } = answer.headers
      response.writeHead(answer.statusCode ?? 502, headers)
      answer.pipe(response)
    })
    onward.on('error', () => badGateway(response))
    incoming.pipe(onward)
  })
  server.on('upgrade', (incoming: IncomingMessage, client: Socket, head: Buffer) => {
    const target = nextRealtime()
    if (target === null) return void client.destroy()
    const onward = connect(Number(target.port), target.hostname, () => {
      const lines = Object.entries(forwarded(incoming)).map(([name, value]) => `${name}: ${String(value)}`)
      onward.write([`${incoming.method} ${incoming.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
      onward.write(head)
      onward.pipe(client).pipe(onward)
    })
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      piped.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        piped.delete(one)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    unanswered: () => unanswered,
    async stop() {
      clearInterval(checking)
      agent.destroy()
      server.close()
      server.closeAllConnections()
      for (const socket of piped) socket.destroy()
    },
  }
}
