import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '#services/postgres/embedded/freePort.ts'
import { composeFile, projectRoot } from '../../support/composeFile.ts'
import { type Fleet, type ServedProcess, testFleet } from '../../support/fleet.ts'
import { httpClient } from '../../support/httpClient.ts'
import { nameServer } from '../../support/nameServer.ts'
import { noNginx, nginxComplaints, startNginx } from '../../support/nginx.ts'
import { emailOf, password, signInWith } from '../../support/rollcall.ts'
import { closeSockets, openPage } from '../../support/sockets.ts'

const reason = noNginx()
const why = reason === undefined ? '' : ` (${reason})`
const inCompose = composeFile.configs.proxy.content.replaceAll('$$', '$')
const inDocs = [
  ...readFileSync(join(projectRoot, 'docs/operators.md'), 'utf8').matchAll(/^```nginx\n([^]*?)^```/gm),
].map(([, block]) => block!)

describe.skipIf(reason !== undefined)(`a configuration for nginx${why}`, () => {
  it.each([inCompose, ...inDocs])('loads in the nginx that is here', async (configuration) => {
    expect(await nginxComplaints(configuration)).toBe('')
  })

  it('is in the compose file, and twice in the docs', () => {
    expect([inCompose, ...inDocs]).toHaveLength(3)
  })
})

describe.skipIf(reason !== undefined)(`behind the proxy of the compose file${why}`, () => {
  const hosts = ['127.0.0.2', '127.0.0.3']
  let fleet: Fleet
  let nginx: Awaited<ReturnType<typeof startNginx>>
  let names: Awaited<ReturnType<typeof nameServer>>
  let processes: ServedProcess[]
  let url: string

  beforeAll(async () => {
    const [port, upstreamPort] = [await freePort(), await freePort()]
    url = `http://127.0.0.1:${port}`
    const here = { PUBLIC_URL: url, TRUSTED_PROXIES: '127.0.0.1', PORT: String(upstreamPort) }
    fleet = await testFleet({ environment: here })
    processes = await Promise.all(hosts.map((HOST) => fleet.start(['api', 'realtime'], { HOST })))
    names = await nameServer((name) => (name === 'api' || name === 'realtime' ? hosts : []))
    const configuration = inCompose
      .replace('127.0.0.11', names.place)
      .replace('listen 8080', `listen 127.0.0.1:${port}`)
      .replaceAll(':8080', `:${upstreamPort}`)
    nginx = await startNginx(configuration, port)
  })
  afterAll(async () => {
    closeSockets()
    await nginx.stop()
    names.stop()
    await fleet.end()
  })

  const signIn = (client?: string) => signInWith(url)('acme', 'admin', client === undefined ? {} : { client })

  it('a view that is behind is a 503 for whoever asked for more than there is, and for nobody else', async () => {
    const admin = await signIn()
    const revoked = await admin.post(`/v1/sessions/${(await signIn('web')).sessionId}/revoke`, { reason: 'lost' })
    const { position } = revoked.body as { position: string }
    const impatient = Array.from({ length: 6 }, () => admin.get(`/v1/sessions?minPosition=${position}`))
    const others: number[] = []
    const isDone = Promise.all(impatient).then(() => true)
    while (
      !(await Promise.race([isDone, admin.get('/v1/auth/session').then(({ status }) => void others.push(status))]))
    );
    const refused = await Promise.all(impatient)
    expect(refused.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual(
      refused.map(() => [503, 'view-behind']),
    )
    expect(others.length).toBeGreaterThan(20)
    expect(others.filter((status) => status !== 200)).toEqual([])
  }, 30_000)

  it('sockets are passed on too', async () => {
    const { accessToken } = await signIn()
    await openPage(url, accessToken).hello
  })

  it('a request counts as the address of whoever sent it', async () => {
    const body = { tenant: 'acme', email: emailOf('member', 'acme'), password, client: 'web', transport: 'bearer' }
    const forwarded = { 'x-forwarded-for': '203.0.113.9, 127.0.0.1' }
    expect((await httpClient(url, forwarded).post('/v1/auth/login', body)).status).toBe(200)
    const stored = await fleet.log.store.readAll({ after: 0, limit: 1_000 })
    expect(stored.findLast(({ type }) => type === 'SessionStarted')?.context?.ip).toBe('203.0.113.9')
  })

  it('a process that takes no connection is passed over, by commands too', async () => {
    await processes[0]!.kill()
    const statuses: number[] = []
    for (let time = 0; time < 12; time += 1) {
      const { post } = await signIn('web')
      statuses.push((await post('/v1/auth/logout', {})).status)
    }
    expect(statuses).toEqual(statuses.map(() => 204))
  })
})
