import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  crowding,
  leastConnections,
  planConnections,
  shareOfConnections,
  wantedConnections,
} from '#services/postgres/connectionPlan.ts'

const total = (plan: object) => Object.values(plan).reduce((sum: number, size: number) => sum + size, 0)

describe('connections', () => {
  it('are shared out so that every lane has some, and none more than are there', () => {
    fc.assert(
      fc.property(fc.integer({ min: leastConnections, max: 200 }), (connections) => {
        const plan = planConnections(connections)
        expect(Math.min(...Object.values(plan))).toBeGreaterThanOrEqual(1)
        expect(total(plan)).toBe(Math.min(connections, wantedConnections) - 5)
      }),
    )
  })

  it('grow in every lane with their number, in none they shrink', () => {
    for (let connections = leastConnections; connections < wantedConnections; connections += 1) {
      const [fewer, more] = [planConnections(connections), planConnections(connections + 1)]
      for (const lane of Object.keys(fewer) as (keyof typeof fewer)[])
        expect(more[lane]).toBeGreaterThanOrEqual(fewer[lane])
    }
  })

  it('are all that a process wants where the server allows it, and it says nothing', () => {
    expect(shareOfConnections(97, undefined)).toEqual({ plan: planConnections(wantedConnections), shortage: null })
    expect(shareOfConnections(97, 20)).toEqual({ plan: planConnections(20), shortage: null })
  })

  it('are fewer where the server allows few, and it says so', () => {
    const { plan, shortage } = shareOfConnections(17, undefined)
    expect(plan).toEqual(planConnections(15))
    expect(shortage).toBe(
      'PostgreSQL allows 17 connections; this process opens 15 of the 45 it would, so it is slower under load. Raise max_connections',
    )
    expect(shareOfConnections(30, 40).shortage).toMatch(/28 of the 40/)
  })

  it('too few to work with are refused', () => {
    expect(() => shareOfConnections(15, undefined)).toThrow('Rollcall needs 16: raise max_connections')
  })

  it('that others hold are told of where they may be missed', () => {
    const plan = planConnections(40)
    expect(crowding(plan, { allowed: 97, held: 57 })).toBeNull()
    expect(crowding(plan, { allowed: 97, held: 58 })).toBe(
      'PostgreSQL allows 97 connections and others hold 58; this process opens 40 and may find none left. ' +
        'Raise max_connections, or set DATABASE_CONNECTIONS in every process',
    )
  })
})
