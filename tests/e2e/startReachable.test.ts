import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { selfSigned } from '../support/certificate.ts'
import { eventually } from '../support/eventually.ts'
import {
  endAllRollcalls,
  type RunningRollcall,
  type SignIn,
  signInAs,
  startRollcallProcess,
  temporaryFolder,
} from '../support/runningRollcall.ts'
import { closeSockets, openMe } from '../support/sockets.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let rollcall: RunningRollcall

const start = async (environment: Record<string, string>): Promise<RunningRollcall> => {
  await endAllRollcalls()
  rollcall = await startRollcallProcess({ data: place.folder, environment })
  return rollcall
}
const signInOf = (role: string): SignIn => rollcall.signIns.find((signIn) => signIn.role === role)!

beforeAll(async () => {
  place = await temporaryFolder()
})
afterAll(async () => {
  closeSockets()
  await endAllRollcalls()
  await place.remove()
})

describe('a server with TLS for a name of its own', () => {
  let certificate: Buffer
  let listening: string

  const get = async (path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { ca: certificate, servername: 'rollcall.example', headers }
      request(new URL(path, listening), options, resolve).on('error', reject).end()
    })
    return { status: response.statusCode ?? 0, body: await text(response) }
  }

  beforeAll(async () => {
    const files = await selfSigned(place.folder, 'rollcall.example')
    certificate = await readFile(files.cert)
    // Settings of its own make no difference to the simulated people: they know where the server listens.
    const proxy = { PUBLIC_URL: 'https://rollcall.example:8443', METRICS_TOKEN: 'a-token-for-the-metrics' }
    await start({ HOST: '0.0.0.0', TLS_CERT: files.cert, TLS_KEY: files.key, ...proxy })
    listening = (JSON.parse(await readFile(join(place.folder, 'demo.json'), 'utf8')) as { url: string }).url
  })

  it('answers over HTTPS and under its public address', async () => {
    expect(rollcall.url).toBe('https://rollcall.example:8443')
    expect(await get('/readyz')).toMatchObject({ status: 200 })
  })

  it('has its simulated people come in through it, without a complaint', async () => {
    await eventually(async () => {
      const { body } = await get('/metrics', { authorization: 'Bearer a-token-for-the-metrics' })
      const starts = /^rollcall_session_starts_total.* (\d+)$/m.exec(body)
      const refreshes = /^rollcall_session_refreshes_total.* (\d+)$/m.exec(body)
      expect(Number(starts?.[1] ?? 0) + Number(refreshes?.[1] ?? 0)).toBeGreaterThan(0)
    }, 20_000)
    expect(rollcall.errors()).toBe('')
  })
})

describe('the address that a client counts as', () => {
  const forwarded = (hops: string) => ({ 'x-forwarded-for': hops })

  const addressOf = async (hops: string): Promise<string> => {
    const client = await signInAs(rollcall.url, signInOf('member'), forwarded(hops))
    const { body } = await client.get(`/v1/me/sessions?minPosition=${client.position}`)
    const { items } = body as { items: { id: string; first: { ip: string } }[] }
    return items.find(({ id }) => id === client.sessionId)!.first.ip
  }

  /** Opens sockets that name these hops until one is refused; answers how many were let in. */
  const admitted = async (hops: (index: number) => string): Promise<number> => {
    const { accessToken } = await signInAs(rollcall.url, signInOf('auditor'), forwarded('203.0.113.77'))
    for (let index = 0; index < 8; index += 1) {
      const socket = openMe(rollcall.url, accessToken, forwarded(hops(index)))
      const isIn = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => resolve(true))
        socket.once('connect_error', () => resolve(false))
      })
      if (!isIn) return index
    }
    return 8
  }

  it("is the connection's where nobody is trusted, whatever a header says", async () => {
    await start({ LIMIT_READS: '5', DEMO_RATE: '0' })
    expect(await addressOf('203.0.113.9')).toBe('127.0.0.1')
    expect(await admitted((index) => `203.0.113.${index + 1}`)).toBeLessThanOrEqual(5)
  })

  it('is the rightmost hop that is no trusted proxy, for sockets too', async () => {
    await start({ LIMIT_READS: '5', DEMO_RATE: '0', TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8' })
    expect(await addressOf('198.51.100.1, 203.0.113.9, 10.1.2.3')).toBe('203.0.113.9')
    expect(await addressOf('198.51.100.1, nonsense, 10.1.2.3')).toBe('10.1.2.3')
    expect(await admitted((index) => `198.51.100.1, 203.0.113.${index + 100}, 10.1.2.3`)).toBe(8)
    expect(await admitted((index) => `203.0.113.${index + 120}, 198.51.100.200, 10.1.2.3`)).toBeLessThanOrEqual(5)
  })
})
