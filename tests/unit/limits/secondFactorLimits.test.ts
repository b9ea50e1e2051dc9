import { describe, expect, it } from 'vitest'
import { limitDefaults } from '#services/limits/limitDefaults.ts'
import { limits } from '#services/limits/limits.ts'
import type { LimitKeys } from '#services/limits/limitKeys.ts'
import { memoryCounters } from '../../support/memoryCounters.ts'
import { memoryKnownOrigins } from '../../support/memoryKnownOrigins.ts'

const given = (change: Partial<typeof limitDefaults> = {}) => {
  let now = Date.parse('2026-11-20T09:00:00.000Z')
  const made = limits({
    settings: { ...limitDefaults, ...change },
    counters: memoryCounters(() => now),
    known: memoryKnownOrigins(),
    masterKey: Buffer.alloc(32, 1),
    pause: () => Promise.resolve(),
  })
  const attempt = (keys: LimitKeys) =>
    made.consume('secondFactor', keys).catch((error: { code?: string }) => {
      if (error.code === 'rate-limited') return 'refused' as const
      throw error
    })
  const isRefused = async (keys: LimitKeys): Promise<boolean> => (await attempt(keys)) === 'refused'
  const refusedOf = async (times: number, keys: (n: number) => LimitKeys): Promise<number> => {
    let refused = 0
    for (let n = 0; n < times; n += 1) refused += Number(await isRefused(keys(n)))
    return refused
  }
  const succeed = async (keys: LimitKeys): Promise<void> => {
    const allowance = await attempt(keys)
    if (allowance === 'refused' || allowance === null) throw new Error('not let through')
    await allowance.succeed()
  }
  const hourPasses = () => void (now += 3_600_000)
  return { isRefused, refusedOf, succeed, hourPasses }
}

const ofAnn = { caller: null, claimedTenant: 'acme', claimedEmail: 'ann@acme.test' }
const code = (address: string, change: Partial<LimitKeys> = {}): LimitKeys => ({
  ...ofAnn,
  address,
  triesCode: true,
  ...change,
})
/** A passkey or a recovery code, which nobody guesses. */
const unguessable = (address: string): LimitKeys => ({ ...ofAnn, address, triesCode: false })
const stranger = (n: number) => `203.0.113.${n}`
const home = '198.51.100.7'

describe('guesses at codes of a person', () => {
  it('end after 50 in a day, from however many addresses', async () => {
    const { refusedOf, isRefused, hourPasses } = given()
    expect(await refusedOf(60, (n) => code(stranger(n)))).toBe(10)
    hourPasses()
    expect(await isRefused(code(stranger(200)))).toBe(true)
    for (let hour = 0; hour < 24; hour += 1) hourPasses()
    expect(await isRefused(code(stranger(201)))).toBe(false)
  })

  it('keep nobody out who comes by a passkey or a recovery code', async () => {
    const { refusedOf, isRefused } = given()
    await refusedOf(60, (n) => code(stranger(n)))
    expect(await isRefused(code(home))).toBe(true)
    expect(await isRefused(unguessable(home))).toBe(false)
  })

  it('keep nobody out on a device that they have signed in with, which has ten tries of its own', async () => {
    const { succeed, refusedOf, isRefused } = given()
    const own = code(home, { claimedDevice: 'own phone' })
    await succeed(own)
    await refusedOf(60, (n) => code(stranger(n), { claimedDevice: `made up ${n}` }))
    expect(await isRefused(own)).toBe(false)
    expect(await refusedOf(10, () => own)).toBe(1)
  })

  it('are those of that person alone, and a right code is given back', async () => {
    const { succeed, refusedOf, isRefused } = given()
    for (let n = 0; n < 60; n += 1) await succeed(code(stranger(n)))
    await refusedOf(60, (n) => code(stranger(n)))
    expect(await isRefused(code(home))).toBe(true)
    expect(await isRefused(code(home, { claimedEmail: 'bob@acme.test' }))).toBe(false)
  })
})

describe('tries of an address', () => {
  it('are counted over all people and all kinds of factors', async () => {
    const { refusedOf, isRefused } = given({ signInAddress: 20 })
    const anybody = (n: number): LimitKeys =>
      code(home, { claimedEmail: `person ${n}@acme.test`, triesCode: n % 2 === 0 })
    expect(await refusedOf(30, anybody)).toBe(10)
    expect(await isRefused(unguessable(home))).toBe(true)
    expect(await isRefused(unguessable(stranger(1)))).toBe(false)
  })

  it('past its limit use up no tries of a person', async () => {
    const { refusedOf, isRefused } = given({ signInAddress: 20 })
    await refusedOf(200, () => code(home))
    expect(await refusedOf(29, (n) => code(stranger(n)))).toBe(0)
    expect(await isRefused(code(stranger(100)))).toBe(false)
  })
})
