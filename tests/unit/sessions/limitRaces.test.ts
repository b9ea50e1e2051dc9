import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { LimitAction } from '#events/tenant/policy/words.ts'
import { sessionParts } from '#services/sessions/sessionParts.ts'
import type { Proven } from '#services/sessions/signIn/proven.ts'
import { changePolicy } from '../../support/changedPolicy.ts'
import { acme, type Installation, memoryInstallation, unstartedStack } from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const most = 3
const atOnce = 20
const origin = {
  correlationId: 'test',
  context: { ip: null, userAgent: null, clientId: null, place: null, network: null, device: null },
  page: { origin: undefined, rollcallClient: undefined, host: undefined },
}
const wanted = { client: 'phone', remember: false, inPlaceOf: [] }

/** A process without HTTP. */
const startProcess = async (installation: Installation, seed: string) => {
  const { tail, people, needs } = unstartedStack(installation, testAmbient(seed), { pause: (ms) => sleep(ms) })
  const parts = sessionParts(needs, () => true)
  await Promise.all([parts.keys.refresh.turn(), parts.keys.signing.turn()])
  tail.listen(parts.index.wanted, parts.index.observe)
  await tail.start(parts.index.load(await needs.endedSet.load()))
  const provenAgain = async (tenantId: string, userId: string): Promise<Proven> => {
    const [tenant, person] = [await needs.directory.tenant(tenantId), await needs.directory.person(tenantId, userId)]
    return { tenant: tenant!, person: person!, proofs: [{ method: 'pwd', at: '2026-11-20T09:00:00.000Z' }] }
  }
  return { tail, people, parts, provenAgain }
}

/** How many sessions lived after each event of the log, and in the end. */
const livesOf = async ({ store }: Installation) => {
  const live = new Set<string>()
  let highest = 0
  for (const { type, stream } of await store.readAll({ after: 0, limit: 10_000 })) {
    if (type === 'SessionStarted') live.add(stream)
    if (type === 'SessionRevoked' || type === 'SessionLoggedOut') live.delete(stream)
    highest = Math.max(highest, live.size)
  }
  return { highest, last: live.size }
}

it.each<LimitAction>(['refuse', 'end-oldest', 'end-least-recent'])(
  'many sign-ins of one person at two processes keep the limit at each event of the log: %s',
  async (whenReached) => {
    const installation = memoryInstallation()
    const processes = [await startProcess(installation, 'one'), await startProcess(installation, 'other')]
    const [one] = processes
    const { tenantId, userId } = await acme(one!)
    await changePolicy(one!.people, tenantId, { limits: { perPerson: most, whenReached } })
    const signIn = async (at: number): Promise<string> => {
      const { parts, provenAgain } = processes[at % 2]!
      const granted = parts.signing.completeSignIn(await provenAgain(tenantId, userId), wanted, origin)
      return granted.then(
        () => 'granted',
        (error: { code?: string }) => error.code ?? String(error),
      )
    }
    const outcomes = await Promise.all(Array.from({ length: atOnce }, (_, at) => signIn(at)))
    const granted = outcomes.filter((outcome) => outcome === 'granted').length
    expect(await livesOf(installation)).toEqual({ highest: most, last: most })
    if (whenReached === 'refuse') {
      expect(granted).toBe(most)
      expect(new Set(outcomes)).toEqual(new Set(['granted', 'session-limit']))
    } else expect(granted).toBeGreaterThanOrEqual(most)
    await Promise.all(processes.map(({ tail }) => tail.stop()))
  },
)

it('many sign-ins at a cap of the whole tenant, at two processes: those come in that begin first, and no more', async () => {
  const installation = memoryInstallation()
  const processes = [await startProcess(installation, 'one'), await startProcess(installation, 'other')]
  const [one] = processes
  const { tenantId, userId } = await acme(one!)
  await changePolicy(one!.people, tenantId, { limits: { tenantWide: most } })
  const signIn = async (at: number): Promise<string> => {
    const { parts, provenAgain } = processes[at % 2]!
    const granted = parts.signing.completeSignIn(await provenAgain(tenantId, userId), wanted, origin)
    return granted.then(
      ({ session }) => session.sessionId,
      (error: { code?: string }) => error.code ?? String(error),
    )
  }
  const outcomes = await Promise.all(Array.from({ length: atOnce }, (_, at) => signIn(at)))
  const begun = (await installation.store.readAll({ after: 0, limit: 10_000 })).flatMap((event) =>
    event.type === 'SessionStarted' ? [event.data.sessionId] : [],
  )
  expect(new Set(outcomes)).toEqual(new Set([...begun.slice(0, most), 'session-limit']))
  expect((await livesOf(installation)).last).toBe(most)
  await Promise.all(processes.map(({ tail }) => tail.stop()))
})
