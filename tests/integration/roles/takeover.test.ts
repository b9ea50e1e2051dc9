import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { type Fleet, figureOf, type ServedProcess, testFleet } from '../../support/fleet.ts'
import { closeSockets } from '../../support/sockets.ts'

/** Milliseconds from a process's death to another doing its work. */
const takenOverWithinMs = 10_000

let fleet: Fleet
let api: ServedProcess
beforeAll(async () => {
  fleet = await testFleet()
  api = await fleet.start(['api', 'realtime'])
})
afterEach(closeSockets)
afterAll(() => fleet.end(), 60_000)

const eventsOf = async <Type extends RollcallEvent['type']>(type: Type) =>
  (await fleet.log.store.readAll({ after: 0, limit: 100_000 })).filter(
    (event): event is Recorded<Extract<RollcallEvent, { type: Type }>> & Recorded<RollcallEvent> => event.type === type,
  )

/** Two processes of a role, the one that works first. */
const pair = async (roles: Parameters<Fleet['start']>[0], name: string) => {
  const working = await fleet.start(roles)
  await working.leads(name)
  const standingBy = await fleet.start(roles)
  return { working, standingBy }
}

describe('the projector', () => {
  it('is one at a time, and followed by another when it is killed', async () => {
    const { working, standingBy } = await pair(['projector'], 'projector')
    expect(await figureOf(working, 'rollcall_leading{name="projector"}')).toBe(1)
    expect(await figureOf(standingBy, 'rollcall_leading{name="projector"}')).toBe(0)
    const admin = await fleet.signIn('acme', 'admin')
    await working.kill()
    const killedAt = performance.now()
    const { sessionId } = await fleet.signIn('acme', 'member', { client: 'web' })
    const isShown = async () => (await admin.get(`/v1/sessions/${sessionId}`)).status
    await expect.poll(isShown).toBe(200)
    expect(performance.now() - killedAt).toBeLessThan(takenOverWithinMs)
    expect(standingBy.output()).toContain('projector: at work')
  })

  it('hands over at once when it is stopped', async () => {
    const working = fleet.processes().find(({ roles }) => roles.includes('projector'))
    const standingBy = await fleet.start(['projector'])
    expect(await working!.stop()).toBe(0)
    await standingBy.leads('projector', 3_000)
  })
})

describe('the sweeper', () => {
  it('is one at a time, and followed by another when it is killed', async () => {
    const { working, standingBy } = await pair(['sweeper'], 'sweeper')
    const { sessionId } = await fleet.signIn('acme', 'member', { client: 'mobile' })
    await working.kill()
    const killedAt = performance.now()
    const { tenants } = fleet
    const why = { reason: 'left', message: null, ticket: null }
    const origin = { actor: { kind: 'system', id: 'tests' } as const, correlationId: 'tests', context: null }
    const person = { tenantId: fleet.tenantId('acme'), userId: fleet.userId('acme', 'member') }
    await tenants.commands.disableUser({ ...person, ...why }, origin)
    // That one event ends every session; the sweeper carries it into each session's own stream.
    await expect
      .poll(async () => (await eventsOf('SessionRevoked')).map(({ data }) => data.sessionId))
      .toContain(sessionId)
    expect(performance.now() - killedAt).toBeLessThan(takenOverWithinMs)
    expect(standingBy.output()).toContain('sweeper: at work')
    await tenants.commands.enableUser({ ...person, ...why }, origin)
  })
})

describe('an operation', () => {
  const sessions = 200
  const counted = async () => {
    const { rows } = await fleet.database.databases.writer.query<{ ended: number }>(
      "select count(*) as ended from events where type = 'OperationSessionEnded'",
    )
    return rows[0]!.ended
  }

  it('is one process’s, however slow, and another’s as soon as that one is dead', async () => {
    const doomed = await fleet.start(['api'])
    // Whoever takes over finds the operation in a view.
    await fleet.start(['projector'])
    const sessionIds: string[] = []
    while (sessionIds.length < sessions) {
      const signedIn = await Promise.all(
        Array.from({ length: 8 }, () => fleet.signIn('acme', 'member', { client: 'web', at: api.url })),
      )
      sessionIds.push(...signedIn.map(({ sessionId }) => sessionId))
    }
    const admin = await fleet.signIn('acme', 'admin', { at: doomed.url })
    // Whether the answer comes before the process stops is not decided.
    const starting = admin.post('/v1/operations', { reason: 'all', sessionIds, confirm: sessionIds.length })
    starting.catch(() => undefined)
    while ((await counted()) === 0);
    doomed.child.kill('SIGSTOP')
    const before = await counted()
    expect(before).toBeLessThan(sessions)
    // Longer than the silence after which an operation is taken for left alone.
    await new Promise((resolve) => setTimeout(resolve, 8_000))
    expect(await counted()).toBe(before)
    await doomed.kill()
    await expect.poll(() => eventsOf('OperationFinished')).toMatchObject([{}])
    const results = (await eventsOf('OperationSessionEnded')).map(({ data }) => data.sessionId)
    expect(results.toSorted()).toEqual(sessionIds.toSorted())
    const revoked = (await eventsOf('SessionRevoked')).map(({ data }) => data.sessionId)
    expect(revoked.filter((id) => sessionIds.includes(id)).toSorted()).toEqual(sessionIds.toSorted())
    await expect.poll(() => eventsOf('EffectMeasured')).toHaveLength(1)
  })
})
