import { DatabaseError } from 'pg'
import { describe, expect, it } from 'vitest'
import { readingTurns } from '#services/composition/process/readingTurns.ts'
import type { Caller } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import { planConnections, wantedConnections } from '#services/postgres/connectionPlan.ts'

const by = (tenantId: string, keyId: string): Caller => ({
  kind: 'apiKey',
  tenantId,
  keyId,
  scopes: [],
  clientId: null,
  roles: null,
})
const takeTurn = () => readingTurns(() => performance.now(), planConnections(wantedConnections))

/** Starts reads that last until they are let go. */
const started = () => {
  const begun: string[] = []
  const letGo: (() => void)[] = []
  const read = (name: string) => () => {
    begun.push(name)
    return new Promise<{ status: number }>((resolve) => letGo.push(() => resolve({ status: 200 })))
  }
  return { begun, read, end: () => letGo.splice(0).forEach((go) => go()) }
}

describe.each(['rows', 'counts', 'endings'] as const)('%s of one tenant', (what) => {
  it('leave turns to others, however many it asks for', async () => {
    const turn = takeTurn()
    const { begun, read, end } = started()
    const all = Array.from({ length: 48 }, (_, n) => turn(what, by('greedy', `p${n % 4}`), read('greedy')))
    const other = turn(what, by('modest', 'p'), read('modest'))
    await new Promise(setImmediate)
    expect(begun).toContain('modest')
    const ending = setInterval(end, 5)
    await other
    await Promise.allSettled(all)
    clearInterval(ending)
  })
})

it('lines for rows, counts and endings do not wait for each other', async () => {
  const turn = takeTurn()
  const { begun, read, end } = started()
  const all = Array.from({ length: 48 }, (_, n) => turn('counts', by(`t${n}`, 'p'), read('count')))
  const others = (['rows', 'endings'] as const).map((what) => turn(what, by('t0', 'p'), read(what)))
  await new Promise(setImmediate)
  expect(begun.filter((name) => name !== 'count')).toEqual(['rows', 'endings'])
  const ending = setInterval(end, 5)
  await Promise.allSettled([...all, ...others])
  clearInterval(ending)
})

it('a statement that took too long is the request’s fault, not ours', async () => {
  const cause = Object.assign(new DatabaseError('canceling statement due to statement timeout', 0, 'error'), {
    code: '57014',
  })
  const timedOut = new CodedError('store-unavailable', { cause })
  await expect(takeTurn()('rows', by('t', 'p'), () => Promise.reject(timedOut))).rejects.toMatchObject({
    code: 'filter-too-costly',
  })
})
