import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { type HttpAnswer, type HttpClient, httpClient } from '../../support/httpClient.ts'
import { emailOf, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'

const rounds = Number(process.env['RACE_ROUNDS'] ?? 3)
/** A round takes some 200 ms, and on a machine that is busy some seconds. */
const raceMs = 60_000 + rounds * 5_000
const patience = { timeout: 30_000, interval: 20 }

let one: TestRollcall
let other: BesideRollcall
let admin: SignedInClient
let analyst: SignedInClient
/** The application `web`, at the process that the endings are not asked of. */
let web: HttpClient
let processes: [HttpClient, HttpClient]
beforeAll(async () => {
  one = await testRollcall({ slugs: ['acme'] })
  other = await besideRollcall(one)
  web = httpClient(other.url, { 'rollcall-key': await one.apiKey('acme', ['sessions']) })
  processes = [httpClient(one.url), httpClient(other.url)]
})
afterAll(async () => {
  await other.stop()
  await one.stop()
})

/** In a long run tokens run out, and a proof becomes too old to release somebody by. */
const anewEach = 50
const signInAnew = async (round: number): Promise<void> => {
  if (round % anewEach !== 0) return
  admin = await one.signIn('acme', 'admin')
  analyst = await one.signIn('acme', 'analyst')
}

interface Granted {
  accessToken: string
  refreshToken: string
  session: { id: string }
}
const grantOf = ({ body }: HttpAnswer): Granted => body as Granted

const begin = () =>
  web.post('/v1/sessions', {
    userRef: 'member',
    email: emailOf('member', 'acme'),
    context: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' },
    authMethods: ['pwd'],
  })
/** The other process may hear a moment later that the person may sign in again. */
const signedIn = async (): Promise<Granted> => {
  let answer = await begin()
  const retried = async () => (answer.status === 201 ? answer : (answer = await begin())).status
  await expect.poll(retried, patience).toBe(201)
  return grantOf(answer)
}
const refreshAt = (client: HttpClient, { refreshToken }: Granted) => client.post('/v1/auth/refresh', { refreshToken })
const isAlive = async (url: string, { accessToken }: Granted): Promise<boolean> =>
  (await httpClient(url, { authorization: `Bearer ${accessToken}` }).get('/v1/auth/session')).status === 200

/** 2 to 50 callers at two processes, all with the same token. */
const refreshTogether = (granted: Granted, round: number): Promise<HttpAnswer>[] =>
  Array.from({ length: 2 + ((round * 7) % 49) }, (_, at) => refreshAt(processes[at % 2]!, granted))

const memberPath = () => `/v1/users/${one.userId('acme', 'member')}`
const because = { reason: 'a race' }
interface Ending {
  end(granted: Granted): Promise<HttpAnswer>
  /** Lets the person sign in again. */
  undo?(answer: HttpAnswer): Promise<HttpAnswer>
}
const endings: Record<string, Ending> = {
  'a sign-out': { end: ({ refreshToken }) => processes[0].post('/v1/auth/logout', { refreshToken }) },
  'a revocation': { end: ({ session }) => analyst.post(`/v1/sessions/${session.id}/revoke`, because) },
  'a disabling': {
    end: () => admin.post(`${memberPath()}/disable`, because),
    undo: () => admin.post(`${memberPath()}/enable`, {}),
  },
  'a hold': {
    end: () => analyst.post(`${memberPath()}/hold`, { ...because, hours: 1 }),
    undo: () => admin.send('DELETE', `${memberPath()}/hold`, because),
  },
  'a block': {
    end: () => analyst.post('/v1/blocks', { ...because, kind: 'application', value: 'web', hours: 1 }),
    undo: ({ body }) => analyst.send('DELETE', `/v1/blocks/${(body as { block: { id: string } }).block.id}`, because),
  },
}

const successors = async (racing: Promise<HttpAnswer>[]): Promise<Granted[]> => {
  const answers = await Promise.all(racing)
  for (const { status } of answers) expect([200, 401, 429]).toContain(status)
  const granted = answers.filter(({ status }) => status === 200).map(grantOf)
  expect(new Set(granted.map(({ refreshToken }) => refreshToken)).size).toBeLessThanOrEqual(1)
  return granted
}

describe('refreshes of one token by many, at two processes', () => {
  it('have one successor, which goes on', { timeout: raceMs }, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const [successor] = await successors(refreshTogether(await signedIn(), round))
      expect((await refreshAt(processes[round % 2]!, successor!)).status).toBe(200)
    }
  })

  it.each(Object.entries(endings))(
    'leave nothing alive after %s that is acknowledged',
    { timeout: raceMs },
    async (_, way) => {
      for (let round = 0; round < rounds; round += 1) {
        await signInAnew(round)
        const granted = await signedIn()
        const racing = refreshTogether(granted, round)
        const answer = await way.end(granted)
        expect(answer.status).toBeLessThan(300)
        const late = await Promise.all(processes.map((client) => refreshAt(client, granted)))
        expect(late.map(({ status }) => status)).toEqual([401, 401])
        for (const grant of [
          granted,
          ...new Map((await successors(racing)).map((each) => [each.accessToken, each])).values(),
        ]) {
          expect((await refreshAt(processes[1], grant)).status).toBe(401)
          for (const { url } of [one, other]) await expect.poll(() => isAlive(url, grant), patience).toBe(false)
        }
        if (way.undo !== undefined) expect((await way.undo(answer)).status).toBeLessThan(300)
      }
    },
  )
})
