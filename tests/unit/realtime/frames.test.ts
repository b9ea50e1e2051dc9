import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Beat, Frame, ResumeAnswer } from '#events/live/frames.ts'
import { changedBetween } from '#services/realtime/frames/changedBetween.ts'
import { frameBuilder } from '#services/realtime/frames/frameBuilder.ts'
import { frameSender } from '#services/realtime/frames/frameSender.ts'
import { resumer } from '#services/realtime/frames/resume.ts'
import { leaveGap, learn, openTenantStream } from '#services/realtime/frames/tenantStream.ts'
import { positions, viewsInMemory, type ViewsInMemory } from './viewsInMemory.ts'

const clock = { now: () => 1_700_000_000_000 }
const tenantId = 'acme'

/** A dashboard: what it has shown, and whether everything it was sent fitted together. */
const dashboard = (position: number, sessions: Map<string, number>, seen: number[]) => {
  const state = { at: positions.seal(tenantId, position), sessions, seen: new Set(seen), doubled: 0, gaps: 0 }
  const move = ({ from, to }: Beat) => {
    if (from !== state.at) state.gaps += 1
    state.at = to
  }
  return {
    state,
    frame(frame: Frame) {
      move(frame)
      for (const row of frame.sessions) state.sessions.set(row.id, row.revision)
      for (const entry of frame.log) {
        const at = positions.open(tenantId, entry.position)
        if (state.seen.has(at)) state.doubled += 1
        state.seen.add(at)
      }
    },
    beat: move,
  }
}
type Dashboard = ReturnType<typeof dashboard>

const listsAt = (views: ViewsInMemory): Dashboard =>
  dashboard(views.covered(), views.sessions(tenantId), views.logPositions(tenantId))

/** Everything of the tenant's live side but the timers: `pass` is what the pump does ten times a second. */
const liveSide = (views: ViewsInMemory) => {
  const stream = openTenantStream(tenantId, views.covered(), clock.now())
  const watching = new Set<Dashboard>()
  const buildFrame = frameBuilder(views.readChanged, positions, clock)
  const outlet = {
    frame: (_: string, frame: Frame) => watching.forEach((one) => one.frame(frame)),
    beat: (_: string, beat: Beat) => watching.forEach((one) => one.beat(beat)),
    isWatched: () => true,
  }
  const send = frameSender({ buildFrame, positions, clock, outlet })
  const pass = async () => {
    const found = await views.changesSince({ after: stream.known, tenantIds: [tenantId] })
    learn(stream, found.changes, found.covered)
    await send(stream)
  }
  const reach = async (_: unknown, position: number) => {
    stream.wanted = Math.max(stream.wanted, position)
    if (stream.sent < position) await pass()
    return stream.sent >= position
  }
  const resume = resumer({ pump: { reach }, changesSince: views.changesSince, buildFrame, positions })
  return { stream, watching, pass, resume }
}

/** Answers arrive in the same order as frames, as on a socket. */
const resumeAs = async (live: ReturnType<typeof liveSide>, client: Dashboard, from: number) => {
  const answered: ResumeAnswer[] = []
  await live.resume(live.stream, from, (answer) => {
    answered.push(answer)
    if ('frames' in answer) answer.frames.forEach((frame) => client.frame(frame))
    live.watching.add(client)
  })
  return answered[0]!
}

const sessionIds = fc.array(fc.constantFrom('s1', 's2', 's3', 's4', 's5'), { minLength: 1, maxLength: 6 })
const batches = fc.array(fc.record({ mine: fc.boolean(), sessionIds }), { minLength: 1, maxLength: 12 })

const manySessions = (count: number) => Array.from({ length: count }, (_, number) => `s${number}`)
const commitAll = (views: ViewsInMemory, all: { mine: boolean; sessionIds: string[] }[]) =>
  all.forEach((batch) => views.commit(batch.mine ? tenantId : 'other', batch.sessionIds))

describe('frames', () => {
  it('can be cut at any two positions: two parts hold exactly what the whole holds', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(), fc.nat(), async (all, one, other) => {
        const views = viewsInMemory()
        commitAll(views, all)
        const end = views.covered()
        const [a, b] = [one % (end + 1), other % (end + 1)].toSorted((x, y) => x - y) as [number, number]
        const build = frameBuilder(views.readChanged, positions, clock)
        const { changes } = await views.changesSince({ after: 0, tenantIds: [tenantId] })
        const frame = (from: number, to: number) => build({ tenantId, from, to }, changedBetween(changes, from, to))
        const client = dashboard(a, new Map(), [])
        client.frame(await frame(a, b))
        client.frame(await frame(b, end))
        const whole = dashboard(a, new Map(), [])
        whole.frame(await frame(a, end))
        expect(client.state.sessions).toEqual(whole.state.sessions)
        expect(client.state.seen).toEqual(whole.state.seen)
        expect(client.state.gaps).toBe(0)
        expect([...whole.state.seen].toSorted((x, y) => x - y)).toEqual(
          views.logPositions(tenantId).filter((position) => position > a),
        )
      }),
    )
  })

  it('bring a client that resumes from any position to exactly what the lists say', async () => {
    await fc.assert(
      fc.asyncProperty(batches, batches, batches, fc.nat(), fc.boolean(), async (first, second, third, cut, early) => {
        const views = viewsInMemory()
        commitAll(views, first)
        const from = cut % (views.covered() + 1)
        const known = views.logPositions(tenantId).filter((position) => position <= from)
        const client = dashboard(from, new Map(), known)
        const live = liveSide(views)
        commitAll(views, second)
        if (early) await live.pass()
        const resuming = resumeAs(live, client, from)
        const passing = live.pass()
        commitAll(views, third)
        await Promise.all([resuming, passing])
        await live.pass()
        expect(client.state.gaps).toBe(0)
        expect(client.state.doubled).toBe(0)
        expect([...client.state.seen].toSorted((x, y) => x - y)).toEqual(views.logPositions(tenantId))
        for (const [id, revision] of client.state.sessions) expect(revision).toBe(views.sessions(tenantId).get(id))
      }),
    )
  })

  it('start exactly at the position of a list that is ahead of them', async () => {
    const views = viewsInMemory()
    const live = liveSide(views)
    views.commit('other', ['x', 'y'])
    const client = listsAt(views)
    expect(await resumeAs(live, client, views.covered())).toEqual({ frames: [] })
    views.commit(tenantId, ['s1'])
    await live.pass()
    expect(client.state).toMatchObject({ gaps: 0, sessions: new Map([['s1', 0]]) })
  })

  it('are a beat when only others changed something', async () => {
    const views = viewsInMemory()
    const live = liveSide(views)
    const client = listsAt(views)
    live.watching.add(client)
    views.commit('other', ['x'])
    live.stream.wanted = views.covered()
    await live.pass()
    expect(client.state).toMatchObject({ gaps: 0, at: positions.seal(tenantId, 1), seen: new Set() })
  })

  it('are not given where they are no longer kept', async () => {
    const views = viewsInMemory()
    views.commit(tenantId, ['s1'])
    views.commit(tenantId, ['s2'])
    views.keepOnlyAfter(1)
    const live = liveSide(views)
    expect(await resumeAs(live, listsAt(views), 0)).toEqual({ reset: true })
    expect(await resumeAs(live, dashboard(1, new Map(), []), 1)).toMatchObject({
      frames: [{ sessions: [{ id: 's2' }] }],
    })
  })

  it('hold as many changes as fit, the next ones the rest', async () => {
    const views = viewsInMemory()
    const live = liveSide(views)
    const client = listsAt(views)
    live.watching.add(client)
    for (let committed = 0; committed < 5; committed += 1) views.commit(tenantId, manySessions(100))
    for (let passed = 0; passed < 3; passed += 1) await live.pass()
    expect(client.state).toMatchObject({ gaps: 0, doubled: 0, sessions: views.sessions(tenantId) })
    expect(client.state.seen.size).toBe(500)
  })

  it('leave a gap rather than carry thousands of rows, and say so to whoever asks', async () => {
    const views = viewsInMemory()
    const live = liveSide(views)
    const client = listsAt(views)
    live.watching.add(client)
    views.commit(
      tenantId,
      Array.from({ length: 2_500 }, (_, number) => `s${number}`),
    )
    await live.pass()
    views.commit(tenantId, ['s1'])
    await live.pass()
    expect(client.state).toMatchObject({ gaps: 1 })
    expect(await resumeAs(live, client, 0)).toEqual({ reset: true })
  })

  it('are not answered when a stretch was left out while they were being made', async () => {
    const views = viewsInMemory()
    views.commit(tenantId, ['s1'])
    const live = liveSide(views)
    const resuming = resumeAs(live, dashboard(0, new Map(), []), 0)
    await Promise.resolve()
    leaveGap(live.stream, 1, clock.now())
    expect(await resuming).toEqual({ reset: true })
  })
})
