import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ProcessRole } from '#services/composition/process/processRoles.ts'
import { type Fleet, type ServedProcess, testFleet } from '../support/fleet.ts'
import { runRollcall } from '../support/runningRollcall.ts'
import { closeSockets, closing, connected, endedMessage, openMe, openPage } from '../support/sockets.ts'

/** A store and a feed that processes of a test may use. */
export interface Engines {
  /** Settings of every process that choose them. */
  environment: Record<string, string>
  stop: () => Promise<void>
}

/** Milliseconds from an acknowledged revocation to the last socket, in other processes. */
const revokedWithinMs = 1_000

const everyProcess = (feed: string): readonly (readonly ProcessRole[])[] => [
  ['api'],
  ['api'],
  ['realtime'],
  ['realtime'],
  ['projector'],
  ['projector', 'detector'],
  ['sweeper'],
  ...(feed === 'Kafka' ? [['relay'] as const, ['relay', 'sweeper'] as const] : []),
]

/** What a Rollcall of many processes does, whichever store and feed it stands on. */
export const rolesJourney = (store: string, feed: string, open: () => Promise<Engines>) =>
  describe(`processes by role over ${store}, fed by ${feed}`, () => {
    let engines: Engines
    let fleet: Fleet
    const at: Record<'api' | 'realtime', ServedProcess[]> = { api: [], realtime: [] }
    beforeAll(async () => {
      engines = await open()
      fleet = await testFleet({ environment: engines.environment })
      const started = await Promise.all(everyProcess(feed).map((roles) => fleet.start(roles)))
      for (const role of ['api', 'realtime'] as const) at[role] = started.filter(({ roles }) => roles.includes(role))
    })
    afterEach(closeSockets)
    afterAll(async () => {
      await fleet.end()
      await engines.stop()
    })

    const data = () => ({ data: '/nonexistent', environment: { ...fleet.environment } })

    it('shows on another process’s socket who signs in on one', async () => {
      const admin = await fleet.signIn('acme', 'admin', { at: at.api[0]!.url })
      const page = openPage(at.realtime[1]!.url, admin.accessToken)
      await page.hello
      const { sessionId } = await fleet.signIn('acme', 'member', { at: at.api[1]!.url, client: 'web' })
      await expect.poll(page.sessionIds).toContain(sessionId)
      expect(page.gaps()).toBe(0)
    })

    it('ends sockets, refreshes and requests in every process when a third one revokes', async () => {
      const admin = await fleet.signIn('acme', 'admin', { at: at.api[0]!.url })
      const ended = await fleet.signIn('acme', 'member', { at: at.api[0]!.url, client: 'mobile' })
      const sockets = at.realtime.map(({ url }) => openMe(url, ended.accessToken))
      await Promise.all(sockets.map(connected))
      const told = Promise.all(sockets.map(endedMessage))
      const closed = Promise.all(sockets.map(closing))
      const askedAt = performance.now()
      const bearer = { authorization: `Bearer ${admin.accessToken}` }
      const answer = await fetch(`${at.api[1]!.url}/v1/sessions/${ended.sessionId}/revoke`, {
        method: 'POST',
        headers: { ...bearer, 'content-type': 'application/json' },
        body: JSON.stringify({ reason: 'lost', message: 'Call us' }),
      })
      expect(answer.status).toBe(200)
      const { operation } = (await answer.json()) as { operation: { id: string } }
      expect((await told).map(({ message }) => message)).toEqual(['Call us', 'Call us'])
      await closed
      expect(performance.now() - askedAt).toBeLessThan(revokedWithinMs)
      const codes = await Promise.all(
        at.api.map(async ({ url }) => {
          const headers = { authorization: `Bearer ${ended.accessToken}` }
          return ((await (await fetch(`${url}/v1/auth/session`, { headers })).json()) as { code: string }).code
        }),
      )
      expect(codes).toEqual(['session-ended', 'session-ended'])
      const effect = async () => {
        const found = (await admin.get(`/v1/operations/${operation.id}`)).body
        return (found as { operation?: { effect: { sockets: unknown } | null } }).operation?.effect?.sockets
      }
      await expect.poll(effect, { timeout: 30_000 }).toMatchObject({ open: 2, waiting: 0 })
    })

    it('reads everywhere what one of them wrote, with its position', async () => {
      const admin = await fleet.signIn('acme', 'admin', { at: at.api[0]!.url })
      const body = {
        tenant: 'acme',
        email: 'member@acme.test',
        password: 'correct horse battery staple',
        client: 'web',
      }
      const signedIn = await fetch(`${at.api[0]!.url}/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, transport: 'bearer' }),
      })
      const { session } = (await signedIn.json()) as { session: { id: string } }
      const position = signedIn.headers.get('rollcall-position')!
      const path = `/v1/sessions/${session.id}?minPosition=${encodeURIComponent(position)}`
      const headers = { authorization: `Bearer ${admin.accessToken}` }
      expect((await fetch(at.api[1]!.url + path, { headers })).status).toBe(200)
    })

    it('rebuilds and checks its views beside the running processes', async () => {
      const rebuilt = await runRollcall(['rebuild'], data())
      expect(rebuilt.errors + rebuilt.output).toMatch(/Rebuilt .*\bsession_list\b/)
      const { sessionId } = await fleet.signIn('acme', 'auditor', { at: at.api[1]!.url })
      const admin = await fleet.signIn('acme', 'admin', { at: at.api[0]!.url })
      await expect.poll(async () => (await admin.get(`/v1/sessions/${sessionId}`)).status).toBe(200)
      const checked = await runRollcall(['check'], data())
      expect(checked.errors + checked.output).toMatch(/rows equal the log/)
      expect(checked.code).toBe(0)
    })

    it('answers in each process how it is', async () => {
      for (const { url } of fleet.processes()) {
        expect((await fetch(`${url}/livez`)).status).toBe(200)
        const readiness = await fetch(`${url}/readyz`)
        expect(await readiness.json()).toMatchObject({ ready: true })
      }
      const [sockets] = at.realtime
      expect((await fetch(`${sockets!.url}/v1/auth/session`)).status).toBe(404)
    })
  })
