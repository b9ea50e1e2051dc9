import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acme, login, memoryInstallation, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

let stack: Stack
let agent: Agent
let isTrusted = false
beforeEach(async () => {
  isTrusted = false
  stack = await sessionStack(memoryInstallation(), testAmbient(), {}, [], { isTrustedProxy: () => isTrusted })
  await acme(stack)
  agent = new Agent({ keepAlive: true, maxSockets: 1 })
})
afterEach(async () => {
  agent.destroy()
  await stack.stop()
})

/** Asks on the agent's one connection; answers the status and on which connection it was. */
const ask = (authorization?: string): Promise<{ status: number; port: number }> =>
  new Promise((resolve, reject) => {
    const headers = authorization === undefined ? {} : { authorization }
    const asking = request(`${stack.url}/v1/auth/session`, { agent, headers }, (response) => {
      const port = asking.socket!.localPort!
      response.resume().on('end', () => resolve({ status: response.statusCode!, port }))
    })
    asking.on('error', reject).end()
  })

const connectionsOf = async (count: number, authorization?: string): Promise<number[]> => {
  const ports: number[] = []
  for (let n = 0; n < count; n += 1) {
    const { status, port } = await ask(authorization === undefined ? undefined : `${authorization}${n}`)
    expect(status).toBe(401)
    ports.push(port)
  }
  return ports
}

describe('an HTTP connection that shows junk tokens', () => {
  it('is closed with the fifth answer', async () => {
    const ports = await connectionsOf(10, 'Bearer junk')
    expect(ports.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => ports[0]))
    expect(ports.slice(5)).toEqual(Array.from({ length: 5 }, () => ports[5]))
    expect(ports[5]).not.toBe(ports[0])
  })

  it('gets five answers at most when it sends thousands at once', async () => {
    const { port } = new URL(stack.url)
    const socket = connect(Number(port), '127.0.0.1')
    let answered = ''
    socket.on('data', (data) => (answered += String(data))).on('error', () => undefined)
    const junk = (n: number) => `GET /v1/auth/session HTTP/1.1\r\nhost: x\r\nauthorization: Bearer junk${n}\r\n\r\n`
    socket.write(Array.from({ length: 3_000 }, (_, n) => junk(n)).join(''))
    await new Promise((resolve) => socket.on('close', resolve))
    expect(answered.match(/HTTP\/1\.1 401/g)?.length ?? 0).toBeLessThanOrEqual(5)
  })

  it('is closed for headers that hold no token at all, too', async () => {
    expect(new Set(await connectionsOf(6, 'Basic ')).size).toBe(2)
  })
})

describe('a connection goes on', () => {
  it('without a token, and with a good one', async () => {
    const { accessToken } = (await login(stack)).body
    const ports = await connectionsOf(8)
    for (let n = 0; n < 8; n += 1) {
      const { status, port } = await ask(`Bearer ${accessToken}`)
      expect(status).toBe(200)
      ports.push(port)
    }
    expect(new Set(ports).size).toBe(1)
  })

  it('with tokens of an ended session, which are no guesses', async () => {
    const { accessToken } = (await login(stack)).body
    await stack.call('POST /v1/auth/logout', { token: accessToken, body: {} })
    const ports = []
    for (let n = 0; n < 8; n += 1) ports.push((await ask(`Bearer ${accessToken}`)).port)
    expect(new Set(ports).size).toBe(1)
  })

  it('from a trusted proxy, which sends what many people ask', async () => {
    isTrusted = true
    expect(new Set(await connectionsOf(20, 'Bearer junk')).size).toBe(1)
  })
})
