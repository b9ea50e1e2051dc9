import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createTime } from '../../../support/fakeTime.ts'
import { createSessionClient, sessionClientOn } from '../../../../client/session/createSessionClient.ts'
import { thisPlatform } from '../../../../client/session/platform.ts'
import type { SessionClient, SessionClientOptions } from '../../../../client/session/sessionClient.ts'
import { credentials, mapStorage, settled } from './fakeBrowser.ts'
import { createServer } from './fakeServer.ts'

const open = new Set<SessionClient>()
afterEach(() => {
  for (const client of open) client.dispose()
  open.clear()
})
const opened = (client: SessionClient): SessionClient => {
  open.add(client)
  return client
}
const around = () => {
  const time = createTime()
  const server = createServer(time)
  const options: SessionClientOptions = {
    baseUrl: 'https://rollcall.test',
    tenant: 'acme',
    client: 'phone',
    fetch: server.fetch,
    clock: time,
  }
  return { time, server, options }
}

describe('without a browser', () => {
  it('a Node process signs in with bearer tokens and hears of its end', async () => {
    const { server, options } = around()
    const client = opened(createSessionClient(options))
    const ended: string[] = []
    client.onEnded(({ cause }) => void ended.push(cause))
    const { refreshToken } = await client.signIn(credentials)
    await settled()
    expect(refreshToken).toBe('session-1.1')
    expect(server.streams()).toBe(1)
    server.end('session-1', { cause: 'admin' })
    await settled()
    expect(ended).toEqual(['admin'])
  })

  it('a phone without `crypto`, locks, channels or a page is signed in again after a restart', async () => {
    const { server, options } = around()
    const phone = thisPlatform({})
    const storage = mapStorage()
    const first = opened(sessionClientOn(phone, { ...options, storage }))
    await first.signIn(credentials)
    first.dispose()
    const restarted = opened(sessionClientOn(phone, { ...options, storage }))
    expect(await restarted.shouldStaySignedIn()).toBe(true)
    await restarted.refresh()
    expect(server.sessions.get('session-1')).toMatchObject({ generation: 2, endedAs: null })
    expect(server.requests('refresh')[0]?.body['attempt']).toMatch(/^[0-9a-f]{32}$/)
  })

  it('an answer that cannot be read piece by piece, as on some phones, is asked for every 15 s instead', async () => {
    const { server, options, time } = around()
    const client = opened(sessionClientOn(thisPlatform({}), options))
    await client.signIn(credentials)
    server.troubles('GET /v1/me/events', new Response(null))
    server.say(null)
    await time.pass(3_000, settled)
    server.end('session-1', { cause: 'operation' })
    await time.pass(16_000, settled)
    expect(client.isSignedIn()).toBe(false)
    expect(server.requests('me/events')).toHaveLength(2)
  })
})

it('a password goes to no other server than the one that was named', async () => {
  const asked: string[] = []
  const listening = async (answer: RequestListener) => {
    const server = createHttpServer(answer).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  }
  const elsewhere = await listening((request, response) => {
    asked.push(request.url ?? '')
    response.end('{}')
  })
  const named = await listening((request, response) =>
    response.writeHead(307, { location: elsewhere.url + (request.url ?? '') }).end(),
  )
  const client = opened(createSessionClient({ baseUrl: named.url, tenant: 'acme', client: 'phone' }))
  await expect(client.signIn(credentials)).rejects.toMatchObject({ code: 'unreachable' })
  expect(asked).toEqual([])
  for (const { server } of [elsewhere, named]) server.close()
})

it('a listener that stops and listens again when it is told is told once', async () => {
  const { options } = around()
  const client = opened(createSessionClient(options))
  await client.signIn(credentials)
  let told = 0
  let stop = () => {}
  const again = () => {
    stop()
    stop = client.onSignedOut(() => {
      told += 1
      // Told without an end, it would hold up the program.
      if (told < 100) again()
    })
  }
  again()
  await client.signOut()
  expect(told).toBe(1)
})
