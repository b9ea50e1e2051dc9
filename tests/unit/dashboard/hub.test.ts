import { describe, expect, it } from 'vitest'
import type { Frame, ResumeAnswer } from '#events/live/frames.ts'
import { createFreshnessMeter } from '../../../dashboard/src/realtime/freshness.ts'
import { createHub } from '../../../dashboard/src/realtime/hub.ts'
import type { LiveSocketEvents } from '../../../dashboard/src/realtime/liveSocket.ts'
import { unreachable } from '../../../dashboard/src/api/problem.ts'
import { createTime, settle } from '../../support/fakeTime.ts'
import { refusal } from './browser.ts'

const counts = { active: 0, idle: 0, users: 0, deviceType: {}, browser: {}, os: {}, country: {}, client: {} }
const frame = (from: number, to: number): Frame => ({
  from: `p${from}`,
  to: `p${to}`,
  at: '2026-11-21T08:00:00.000Z',
  sessions: [],
  log: [],
  anomalies: [],
  counts,
  activity: [],
})
const hello = (position: number, erasure = 'e0') => ({
  position: `p${position}`,
  erasure,
  tenantId: 'tenant-1',
  serverTime: '2026-11-21T08:00:00.000Z',
})

const open = (resume: (position: string) => ResumeAnswer = () => ({ frames: [] })) => {
  const time = createTime()
  let events: LiveSocketEvents | undefined
  let reconnects = 0
  let pictures: (() => void)[] = []
  const hub = createHub({
    open(socketEvents) {
      events = socketEvents
      return {
        connect() {},
        disconnect() {},
        renew: async () => true,
        reconnect: () => void (reconnects += 1),
        resume: async (position) => resume(position),
      }
    },
    meter: createFreshnessMeter(time.now),
    now: time.now,
    later: time.later,
    nextPicture: (run) => void pictures.push(run),
    onServerTime() {},
    onEnded() {},
  })
  hub.start()
  return {
    hub,
    time,
    reconnects: () => reconnects,
    server: events!,
    draw() {
      const due = pictures
      pictures = []
      for (const run of due) run()
    },
  }
}

/** A list whose reads are answered by hand. */
const followBy = (hub: ReturnType<typeof open>['hub']) => {
  const reads: { signal: AbortSignal; answer: () => void; fail: (error: unknown) => void }[] = []
  const applied: string[] = []
  const following = hub.follow({
    read: (signal) =>
      new Promise<void>((resolve, reject) => void reads.push({ signal, answer: resolve, fail: reject })),
    apply: (frames) => applied.push(...frames.map(({ from, to }) => `${from}-${to}`)),
  })
  return { reads, applied, following }
}

describe('a list that follows', () => {
  it('reads once the socket stands, and then takes the frames that came during the read', async () => {
    const { hub, server, draw } = open()
    const list = followBy(hub)
    await settle()
    expect(list.reads).toHaveLength(0)
    server.onHello(hello(0))
    await settle()
    server.onFrame(frame(0, 2))
    draw()
    expect(list.applied).toEqual([])
    list.reads.at(-1)?.answer()
    await settle()
    server.onFrame(frame(2, 3))
    draw()
    expect(list.applied).toEqual(['p0-p2', 'p2-p3'])
  })

  it('is drawn once for all frames of a picture', async () => {
    const { hub, server, draw } = open()
    let batches = 0
    hub.follow({ read: async () => {}, apply: () => void (batches += 1) })
    server.onHello(hello(0))
    await settle()
    for (let position = 0; position < 5; position += 1) server.onFrame(frame(position, position + 1))
    draw()
    expect(batches).toBe(1)
  })

  it('is read without a socket after a second, and polled while there is none', async () => {
    const { hub, time } = open()
    const list = followBy(hub)
    await time.pass(1_000)
    expect(list.reads).toHaveLength(1)
    list.reads[0]?.answer()
    await time.pass(3_500)
    expect(list.reads).toHaveLength(2)
    list.reads[1]?.answer()
    await time.pass(4_500)
    expect(list.reads).toHaveLength(3)
  })

  it('is read anew when the socket comes after it, for nobody knows what lies between', async () => {
    const { hub, time, server } = open()
    const list = followBy(hub)
    await time.pass(1_000)
    list.reads[0]?.answer()
    server.onHello(hello(7))
    await settle()
    expect(list.reads).toHaveLength(2)
  })

  it('resumes after a new connection instead of reading again', async () => {
    const { hub, server, draw } = open(() => ({ frames: [frame(0, 4)] }))
    const list = followBy(hub)
    server.onHello(hello(0))
    await settle()
    list.reads.at(-1)?.answer()
    await settle()
    const before = list.reads.length
    server.onDisconnected()
    server.onHello(hello(4))
    await settle()
    draw()
    expect(list.reads).toHaveLength(before)
    expect(list.applied).toEqual(['p0-p4'])
  })

  it('is read again when people were erased, without the frames that may still name them', async () => {
    const { hub, server, draw } = open()
    const list = followBy(hub)
    let toldBeside = 0
    const stop = hub.onErased(() => void (toldBeside += 1))
    server.onHello(hello(0))
    await settle()
    list.reads.at(-1)?.answer()
    await settle()
    const before = list.reads.length
    server.onFrame(frame(0, 1))
    server.onErased({ erasure: 'e1' })
    stop()
    server.onFrame(frame(1, 2))
    draw()
    await settle()
    expect(list.reads).toHaveLength(before + 1)
    list.reads.at(-1)?.answer()
    await settle()
    expect([list.applied, toldBeside]).toEqual([['p1-p2'], 1])
  })

  it.each([
    ['read again', 'e1', 1],
    ['left as it is', 'e0', 0],
  ])('is %s when it comes back to a server that tells of erasure %s', async (_, erasure, more) => {
    const { hub, server } = open()
    const list = followBy(hub)
    server.onHello(hello(0))
    await settle()
    list.reads.at(-1)?.answer()
    await settle()
    const before = list.reads.length
    server.onDisconnected()
    server.onHello(hello(0, erasure))
    await settle()
    expect(list.reads).toHaveLength(before + more)
  })

  it('is read again when the server no longer keeps what was missed', async () => {
    const { hub, server } = open(() => ({ reset: true }))
    const list = followBy(hub)
    server.onHello(hello(0))
    await settle()
    list.reads.at(-1)?.answer()
    await settle()
    const before = list.reads.length
    server.onFrame(frame(90, 91))
    await settle()
    expect(list.reads).toHaveLength(before + 1)
  })

  it('drops an unfinished read for another one', async () => {
    const { hub, server } = open()
    const list = followBy(hub)
    server.onHello(hello(0))
    await settle()
    const first = list.reads.at(-1)
    void list.following.reread()
    await settle()
    expect(first?.signal.aborted).toBe(true)
    expect(list.reads.at(-1)?.signal.aborted).toBe(false)
  })

  it('hears nothing more once stopped', async () => {
    const { hub, server, draw } = open()
    const list = followBy(hub)
    server.onHello(hello(0))
    await settle()
    list.reads.at(-1)?.answer()
    await settle()
    list.following.stop()
    server.onFrame(frame(0, 1))
    draw()
    expect(list.applied).toEqual([])
  })
})

describe('a list whose read failed', () => {
  const live = async (status: number) => {
    const page = open(() => ({ frames: [frame(0, 4)] }))
    const list = followBy(page.hub)
    page.server.onHello(hello(0))
    await settle()
    list.reads.at(-1)?.fail(status === 0 ? unreachable() : refusal(status, 'refused'))
    await settle()
    return { ...page, list, count: () => list.reads.length }
  }
  /** Beats keep the socket from looking silent. */
  const pass = async ({ server, time }: Awaited<ReturnType<typeof live>>, seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      await time.pass(1_000)
      server.onBeat({ from: 'p0', to: 'p0' })
    }
  }

  it('is read again when the connection resumes, and so is one that was not answered', async () => {
    const { hub, server, list, count } = await live(0)
    const other = followBy(hub)
    await settle()
    const before = count()
    server.onDisconnected()
    server.onHello(hello(4))
    await settle()
    expect(count()).toBe(before + 1)
    expect(other.reads).toHaveLength(2)
    expect(other.reads[0]?.signal.aborted).toBe(true)
    expect(list.reads.at(-1)?.signal.aborted).toBe(false)
  })

  it('is read again by itself while the socket stands: soon, then ever later, half a minute at most', async () => {
    const page = await live(503)
    const { list, count } = page
    const before = count()
    const waits: number[] = []
    for (let seconds = 0; waits.length < 7; seconds += 1) {
      await pass(page, 1)
      if (count() === before + waits.length) continue
      waits.push(seconds + 1)
      seconds = -1
      list.reads.at(-1)?.fail(refusal(503, 'not-ready'))
      await settle()
    }
    expect(waits).toEqual([2, 4, 8, 16, 30, 30, 30])
  })

  it('is left alone once it was read', async () => {
    const page = await live(0)
    const before = page.count()
    await pass(page, 3)
    page.list.reads.at(-1)?.answer()
    await pass(page, 60)
    expect(page.count()).toBe(before + 1)
  })

  it('is not asked for again and again where the server says no', async () => {
    const page = await live(403)
    const before = page.count()
    await pass(page, 60)
    expect(page.count()).toBe(before)
  })

  it('is left to the polling while there is no socket, and read again when words come without a new connection', async () => {
    const page = await live(0)
    const { list, time, server, count } = page
    await time.pass(3_100)
    list.reads.at(-1)?.fail(unreachable())
    await settle()
    const before = count()
    await time.pass(3_000)
    expect(count()).toBe(before)
    server.onBeat({ from: 'p0', to: 'p0' })
    await pass(page, 3)
    expect(count()).toBe(before + 1)
  })

  it('is not read again after it was stopped', async () => {
    const page = await live(0)
    const before = page.count()
    page.list.following.stop()
    await pass(page, 10)
    expect(page.count()).toBe(before)
  })
})

describe('a connection that went silent', () => {
  it('is polled around, and after a while replaced', async () => {
    const { hub, server, time, reconnects } = open()
    const list = followBy(hub)
    server.onHello(hello(0))
    await settle()
    list.reads.at(-1)?.answer()
    await settle()
    const before = list.reads.length
    await time.pass(3_200)
    expect(list.reads).toHaveLength(before + 1)
    list.reads.at(-1)?.fail(unreachable())
    await time.pass(6_000)
    expect(reconnects()).toBe(1)
  })
})
