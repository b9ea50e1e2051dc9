import { describe, expect, it } from 'vitest'
import { freshnessOf } from '../../../dashboard/src/realtime/freshness.ts'

const now = 1_000_000
const evidence = {
  connected: true,
  toldAt: now - 500,
  readAt: now - 60_000,
  unanswered: false,
  startedAt: now - 90_000,
}

describe('what the page says of its freshness', () => {
  it('is live while frames or beats come', () => {
    expect(freshnessOf(evidence, now)).toEqual({ kind: 'live' })
  })

  it('is so many seconds behind once nothing came for two', () => {
    expect(freshnessOf({ ...evidence, toldAt: now - 4_200 }, now)).toEqual({ kind: 'behind', seconds: 4 })
  })

  it('is never live without a connection, however fresh the last poll', () => {
    const polled = { ...evidence, connected: false, readAt: now - 100 }
    expect(freshnessOf(polled, now)).toEqual({ kind: 'behind', seconds: 0 })
  })

  it('is not live either when a silent socket is polled around', () => {
    const silent = { ...evidence, toldAt: now - 30_000, readAt: now - 1_200 }
    expect(freshnessOf(silent, now)).toEqual({ kind: 'behind', seconds: 1 })
  })

  it('is offline since the last sign of life when nothing answers', () => {
    const silent = { ...evidence, connected: false, unanswered: true, toldAt: now - 90_000, readAt: now - 80_000 }
    expect(freshnessOf(silent, now)).toEqual({ kind: 'offline', since: now - 80_000 })
  })

  it('is offline too when the socket merely looks connected', () => {
    const dead = { ...evidence, unanswered: true, toldAt: now - 5_000, readAt: null }
    expect(freshnessOf(dead, now)).toEqual({ kind: 'offline', since: now - 5_000 })
  })

  it('is connecting before anything was heard, but not for long', () => {
    const fresh = { ...evidence, connected: false, toldAt: null, readAt: null }
    expect(freshnessOf({ ...fresh, startedAt: now - 100 }, now)).toEqual({ kind: 'connecting' })
    expect(freshnessOf({ ...fresh, startedAt: now - 3_000 }, now)).toEqual({ kind: 'behind', seconds: 3 })
  })

  it('allows an older word where the page has to ask for it', () => {
    expect(freshnessOf({ ...evidence, toldAt: now - 4_200 }, now, 5_000)).toEqual({ kind: 'live' })
  })
})
