import { describe, expect, it } from 'vitest'
import { freshnessOf } from '../../../dashboard/src/realtime/freshness.ts'

const now = 1_000_000
const evidence = { connected: true, heardAt: now - 500, unanswered: false, startedAt: now - 60_000 }

describe('what the page says of its freshness', () => {
  it('is live while frames or beats come', () => {
    expect(freshnessOf(evidence, now)).toEqual({ kind: 'live' })
  })

  it('is so many seconds behind once nothing came for two', () => {
    expect(freshnessOf({ ...evidence, heardAt: now - 4_200 }, now)).toEqual({ kind: 'behind', seconds: 4 })
  })

  it('is never live without a connection, however fresh the last poll', () => {
    expect(freshnessOf({ ...evidence, connected: false }, now)).toEqual({ kind: 'behind', seconds: 0 })
  })

  it('is offline since the last sign of life when nothing answers', () => {
    const silent = { ...evidence, connected: false, unanswered: true, heardAt: now - 90_000 }
    expect(freshnessOf(silent, now)).toEqual({ kind: 'offline', since: now - 90_000 })
  })

  it('is offline too when the socket merely looks connected', () => {
    const dead = { ...evidence, unanswered: true, heardAt: now - 5_000 }
    expect(freshnessOf(dead, now)).toEqual({ kind: 'offline', since: now - 5_000 })
  })

  it('is connecting before anything was heard', () => {
    expect(freshnessOf({ ...evidence, heardAt: null, startedAt: now - 100 }, now)).toEqual({ kind: 'connecting' })
  })
})
