import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProcessRole } from '#services/composition/process/processRoles.ts'
import { type Fleet, type ServedProcess, testFleet } from '../support/fleet.ts'
import { type FollowingPage, followingPage } from '../support/followingPage.ts'
import { retryingClient } from '../support/retryingClient.ts'
import { emailOf, password } from '../support/rollcall.ts'
import { runRollcall } from '../support/runningRollcall.ts'

const roles: readonly (readonly ProcessRole[])[] = [
  ['api'],
  ['api'],
  ['realtime'],
  ['realtime'],
  ['projector'],
  ['projector', 'sweeper'],
  ['detector', 'sweeper'],
]
const relays: typeof roles = [['relay'], ['relay']]
/** People who sign in, refresh and sign out all the time. */
const people = 3

/** Traffic through the load balancer until told to stop, and what was acknowledged. */
const traffic = (url: string) => {
  const { tally, post } = retryingClient(url)
  const started: string[] = []
  const signedOut: string[] = []
  const strange: string[] = []
  let isOver = false
  const visit = async (stays: boolean): Promise<void> => {
    const who = { tenant: 'acme', email: emailOf('member', 'acme'), password, client: 'web', transport: 'bearer' }
    const login = await post('/v1/auth/login', who)
    if (login?.status !== 200) return void strange.push(`login ${login?.status}`)
    const { id } = login.body['session'] as { id: string }
    started.push(id)
    const attempt = id.replaceAll('-', '').slice(0, 22)
    const refreshed = await post('/v1/auth/refresh', { refreshToken: login.body['refreshToken'], attempt })
    if (refreshed?.status !== 200) return void strange.push(`refresh ${refreshed?.status}`)
    const activity = await post('/v1/auth/session/activity', {}, String(refreshed.body['accessToken']))
    if (activity?.status !== 200) strange.push(`activity ${activity?.status}`)
    if (stays) return
    const logout = await post('/v1/auth/logout', { refreshToken: refreshed.body['refreshToken'] })
    if (logout?.status === 204) signedOut.push(id)
    else strange.push(`logout ${logout?.status}`)
  }
  const person = async (): Promise<void> => {
    for (let visits = 0; !isOver; visits += 1) await visit(visits % 2 === 0)
  }
  const running = Promise.all(Array.from({ length: people }, person))
  return {
    tally,
    started,
    signedOut,
    strange,
    async stop() {
      isOver = true
      await running
    },
  }
}

/** The first of each role together, then the second: meanwhile there is one less of each. */
const wavesOf = (processes: readonly ServedProcess[]): readonly (readonly ServedProcess[])[] => {
  const alike = [...Map.groupBy(processes, ({ roles }) => roles[0]).values()]
  return [alike.flatMap(([first]) => first ?? []), alike.flatMap(([, ...others]) => others)]
}

/** Replaces each process of a Rollcall, one of each role at a time, while people come and go. */
export const rollingRestart = (feed: string, environmentOf: () => Record<string, string>) =>
  describe(`a rolling restart of every role under load, fed by ${feed}`, () => {
    let fleet: Fleet
    beforeAll(async () => {
      fleet = await testFleet({ environment: environmentOf() })
      const started = feed === 'Kafka' ? [...roles, ...relays] : roles
      await Promise.all(started.map((roles) => fleet.start(roles)))
    })
    afterAll(() => fleet.end(), 60_000)

    it('loses no request that is repeated once, no event and no row of any page', async () => {
      const admin = await fleet.signIn('acme', 'admin')
      const pages: FollowingPage[] = [0, 1, 2].map(() => followingPage(fleet.url, admin.accessToken))
      const howTheyAre = () => pages.map((page) => ({ connections: page.connections(), refusals: page.refusals() }))
      await expect
        .poll(howTheyAre, { timeout: 30_000 })
        .toEqual(pages.map(() => expect.objectContaining({ connections: 1 })))
      const load = traffic(fleet.url)
      for (const wave of wavesOf(fleet.processes()))
        await Promise.all(
          wave.map(async (old) => {
            expect(await old.stop()).toBe(0)
            await fleet.start(old.roles)
          }),
        )
      await load.stop()
      expect(load.tally.failed).toEqual([])
      expect(load.strange).toEqual([])
      expect(load.started.length).toBeGreaterThan(30)

      const events = await fleet.log.store.readAll({ after: 0, limit: 1_000_000 })
      const idsOf = (type: string) =>
        new Set(
          events.flatMap((event) => (event.type === type && 'sessionId' in event.data ? [event.data.sessionId] : [])),
        )
      const inLog = idsOf('SessionStarted')
      expect(load.started.filter((id) => !inLog.has(id))).toEqual([])
      const outInLog = idsOf('SessionLoggedOut')
      expect(load.signedOut.filter((id) => !outInLog.has(id))).toEqual([])

      for (const page of pages) {
        await expect.poll(() => load.started.filter((id) => !page.sessionIds().has(id))).toEqual([])
        expect(page.lost()).toBe(0)
      }
      expect(pages.reduce((sum, page) => sum + page.toldToGo(), 0)).toBeGreaterThan(0)
      for (const page of pages) page.close()

      const checked = await runRollcall(['check'], { data: '/nonexistent', environment: { ...fleet.environment } })
      expect(checked.errors + checked.output).toMatch(/rows equal the log/)
    }, 480_000)
  })
