import { beforeEach, describe, expect, it } from 'vitest'
import type { Warning } from '#events/live/frames.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { silentLogger } from '#services/logging/logger.ts'
import type { SignedInCaller } from '#services/http/caller.ts'
import { noticeMs, warnOfEnd } from '#services/realtime/endings/warnOfEnd.ts'

const began = Date.UTC(2026, 0, 1)
let now = began
let asked: string[][] = []
let isAway = false
/** Longest lifetimes by session. Null: until signed out. */
const ends = new Map<string, number | null>()
const shown = (end: number | null | undefined) => (typeof end === 'number' ? new Date(end).toISOString() : null)

const socketOf = (sessionId: string, accessExpiresAt: number, tenantId = 't1') => {
  const warnings: Warning[] = []
  const caller = { tenantId, sessionId, accessExpiresAt } as SignedInCaller
  return { data: { caller }, warnings, emit: (_name: 'warning', warning: Warning) => warnings.push(warning) }
}
const warnerOf = (...sockets: ReturnType<typeof socketOf>[]) =>
  warnOfEnd({
    sockets: () => sockets,
    clock: { now: () => now },
    logger: silentLogger,
    async readChanged(tenantId, changed) {
      const sessionIds = (changed.sessions ?? []).map(String)
      asked.push([tenantId, ...sessionIds])
      if (isAway) throw new Error('away')
      const sessions = sessionIds
        .filter((id) => ends.has(id))
        .map((id) => ({ id, absoluteExpiresAt: shown(ends.get(id)) }) as SessionRow)
      return { sessions, log: [], anomalies: [], counts: {} as never, activity: [] }
    },
  })

beforeEach(() => {
  now = began
  asked = []
  isAway = false
  ends.clear()
})

describe('a session that reaches its longest lifetime', () => {
  it('is announced once, shortly before, to each of its pages', async () => {
    ends.set('s1', began + noticeMs)
    const [one, two] = [socketOf('s1', began + noticeMs), socketOf('s1', began + noticeMs)]
    const warn = warnerOf(one, two)
    await warn()
    await warn()
    for (const { warnings } of [one, two])
      expect(warnings).toEqual([{ at: '2026-01-01T00:05:00.000Z', message: expect.stringContaining('Sign in again') }])
    expect(asked).toEqual([['t1', 's1']])
  })

  it('is not announced while its end is far, however soon its token runs out; and nobody looks twice', async () => {
    ends.set('s1', began + noticeMs + 1)
    const page = socketOf('s1', began + 1_000)
    const warn = warnerOf(page)
    await warn()
    await warn()
    expect(page.warnings).toEqual([])
    expect(asked).toHaveLength(1)
    now += 1
    await warn()
    expect(page.warnings).toHaveLength(1)
    expect(asked).toHaveLength(1)
  })

  it('is never announced where it goes on until signed out, and nobody looks twice', async () => {
    ends.set('s1', null)
    const page = socketOf('s1', began)
    const warn = warnerOf(page)
    await warn()
    now += noticeMs
    await warn()
    expect(page.warnings).toEqual([])
    expect(asked).toHaveLength(1)
  })

  it('is not looked up while its token is young', async () => {
    ends.set('s1', began + 1)
    await warnerOf(socketOf('s1', began + noticeMs + 1))()
    expect(asked).toEqual([])
  })

  it('is looked up again when the views do not know it yet, or are away', async () => {
    const page = socketOf('s1', began + 1_000)
    const warn = warnerOf(page)
    await warn()
    isAway = true
    ends.set('s1', began + 1_000)
    await warn()
    expect(page.warnings).toEqual([])
    isAway = false
    await warn()
    expect(page.warnings).toHaveLength(1)
  })

  it('is asked for by tenant', async () => {
    await warnerOf(socketOf('s1', began), socketOf('s2', began, 't2'), socketOf('s3', began))()
    expect(asked).toEqual([
      ['t1', 's1', 's3'],
      ['t2', 's2'],
    ])
  })
})
