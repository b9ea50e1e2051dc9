import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { oauthTokens } from '#services/feed/kafka/oauthToken.ts'

const asked: { authorization: string | undefined; body: string }[] = []
let answer: { status: number; body: unknown } = { status: 200, body: {} }
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    asked.push({ authorization: request.headers.authorization, body })
    response.writeHead(answer.status).end(JSON.stringify(answer.body))
  })
})
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => void server.close())

const tokens = (clock: { now: number }) =>
  oauthTokens({
    tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    clientId: 'roll:call',
    clientSecret: 'päss word',
    scope: 'kafka',
    now: () => clock.now,
  })

describe('a token for the brokers', () => {
  it('is asked for once by many, with the client’s credentials, and again before it runs out', async () => {
    const clock = { now: 0 }
    const token = tokens(clock)
    answer = { status: 200, body: { access_token: 'first', expires_in: 300 } }
    expect(await Promise.all([token(), token(), token()])).toEqual([1, 2, 3].map(() => ({ value: 'first' })))
    expect(asked).toEqual([
      {
        authorization: `Basic ${Buffer.from('roll%3Acall:p%C3%A4ss%20word').toString('base64')}`,
        body: 'grant_type=client_credentials&scope=kafka',
      },
    ])
    clock.now = 269_000
    expect(await token()).toEqual({ value: 'first' })
    answer = { status: 200, body: { access_token: 'second', expires_in: 300 } }
    clock.now = 271_000
    expect(await token()).toEqual({ value: 'second' })
  })

  it('that is refused, or is none, is an error that names the setting, and asked for anew', async () => {
    const token = tokens({ now: 0 })
    answer = { status: 401, body: {} }
    await expect(token()).rejects.toThrow(/401.*KAFKA_OAUTH_TOKEN_URL/)
    answer = { status: 200, body: { token: 'elsewhere' } }
    await expect(token()).rejects.toThrow('access_token')
    answer = { status: 200, body: { access_token: 'good' } }
    expect(await token()).toEqual({ value: 'good' })
  })
})
