import { describe, expect, it } from 'vitest'
import type { LimitClass } from '#services/http/route.ts'
import type { GatheredCounters } from '#services/limits/gatheredCounters.ts'
import { limitDefaults, type LimitSettings } from '#services/limits/limitDefaults.ts'
import type { LimitKeys } from '#services/limits/limitKeys.ts'
import { limits } from '#services/limits/limits.ts'
import { memoryCounters } from '../../support/memoryCounters.ts'

const given = (
  settings: Partial<LimitSettings> = {},
  change: (counters: GatheredCounters) => GatheredCounters = (c) => c,
) => {
  let now = 0
  const refusals: LimitClass[] = []
  const keysSeen: string[] = []
  const counters = memoryCounters(() => now)
  const watched: GatheredCounters = {
    ...counters,
    add: (key, ...rest) => {
      keysSeen.push(key)
      return counters.add(key, ...rest)
    },
  }
  const made = limits({
    settings: { ...limitDefaults, ...settings },
    counters: change(watched),
    masterKey: Buffer.alloc(32, 1),
    onRefused: (limit) => refusals.push(limit),
  })
  const refused = async (limit: LimitClass, keys: LimitKeys): Promise<boolean> =>
    made.consume(limit, keys).then(
      () => false,
      (error: { code?: string }) => {
        if (error.code === 'rate-limited') return true
        throw error
      },
    )
  const repeat = async (times: number, limit: LimitClass, keys: (n: number) => LimitKeys) => {
    let refusedTimes = 0
    for (let n = 0; n < times; n += 1) if (await refused(limit, keys(n))) refusedTimes += 1
    return refusedTimes
  }
  return { ...made, refused, repeat, refusals, keysSeen, pass: (seconds: number) => void (now += seconds * 1_000) }
}

const from = (address: string | null, change: Partial<LimitKeys> = {}): LimitKeys => ({
  address,
  caller: null,
  claimedTenant: 'acme',
  claimedEmail: 'ann@acme.test',
  ...change,
})
const anybodyAt = (address: string) => (n: number) => from(address, { claimedEmail: `person${n}@acme.test` })
const home = '198.51.100.7'
const elsewhere = (n: number) => `203.0.113.${n}`

describe('sign-in limits', () => {
  it('let ten tries of one person from one address through in a quarter of an hour', async () => {
    const { repeat, refused, pass } = given()
    expect(await repeat(10, 'signIn', () => from(home))).toBe(0)
    expect(await refused('signIn', from(home))).toBe(true)
    pass(900)
    expect(await refused('signIn', from(home))).toBe(false)
  })

  it('say when to come back', async () => {
    const { consume, repeat, pass } = given()
    await repeat(10, 'signIn', () => from(home))
    pass(300)
    await expect(consume('signIn', from(home))).rejects.toMatchObject({
      code: 'rate-limited',
      details: { retryAfterSeconds: 600, limit: { limit: 10, remaining: 0, resetSeconds: 600 } },
    })
  })

  it('say how much is left of the counter that is closest to its limit', async () => {
    const { consume } = given()
    expect(await consume('signIn', from(home))).toEqual({ limit: 10, remaining: 9, resetSeconds: 900 })
  })

  it('stop one address that tries many people', async () => {
    const { repeat } = given({ signInAddress: 20 })
    expect(await repeat(30, 'signIn', anybodyAt(home))).toBe(10)
  })

  it('keep no counters of what an address past its limit makes up', async () => {
    const { repeat, keysSeen } = given()
    const madeUp = (n: number) =>
      from(home, { claimedTenant: `t${n}`, claimedEmail: `p${n}@t.test`, claimedDevice: `d${n}` })
    expect(await repeat(400, 'signIn', madeUp)).toBe(300)
    expect(new Set(keysSeen).size).toBe(1 + 100 * 4)
  })

  it('still let a known address and a known device of a person in beside such', async () => {
    const { consume, succeeded, repeat, refused } = given({ signInAddress: 20 })
    const known = [from(home), from(home, { claimedEmail: 'bob@acme.test', claimedDevice: 'of-bob' })] as const
    for (const keys of known) {
      await consume('signIn', keys)
      await succeeded('signIn', keys)
    }
    await repeat(60, 'signIn', anybodyAt(home))
    for (const keys of known) {
      expect(await repeat(10, 'signIn', () => keys)).toBe(0)
      expect(await refused('signIn', keys)).toBe(true)
    }
    expect(await refused('signIn', from(home, { claimedEmail: 'cleo@acme.test' }))).toBe(true)
  })

  it('take all addresses of one IPv6 network for one', async () => {
    const { repeat } = given({ signInAddress: 20 })
    expect(await repeat(30, 'signIn', (n) => anybodyAt(`2001:db8:1:2::${n.toString(16)}`)(n))).toBe(10)
  })

  it('spell a person one way', async () => {
    const { repeat } = given()
    const spelled = ['ANN@acme.test ', 'ann@Acme.test', 'ann@acme.test'].flatMap((claimedEmail) =>
      ['ACME', 'acme'].map((claimedTenant) => from(home, { claimedEmail, claimedTenant })),
    )
    expect(await repeat(12, 'signIn', (n) => spelled[n % spelled.length]!)).toBe(2)
  })

  it('keep people of different tenants apart', async () => {
    const { repeat, refused } = given()
    await repeat(11, 'signIn', () => from(home))
    expect(await refused('signIn', from(home, { claimedTenant: 'other' }))).toBe(false)
  })

  it('give a sign-in that succeeded back, so that an office is not limited by its size', async () => {
    const { consume, succeeded, refused } = given({ signInAddress: 20 })
    for (let n = 0; n < 100; n += 1) {
      await consume('signIn', anybodyAt(home)(n))
      await succeeded('signIn', anybodyAt(home)(n))
    }
    expect(await refused('signIn', anybodyAt(home)(100))).toBe(false)
  })

  it('count whoever proves a password again while signed in', async () => {
    const { repeat } = given()
    const caller = { tenantId: 't', id: 'u' }
    expect(await repeat(12, 'signIn', () => from(home, { caller, claimedTenant: null, claimedEmail: null }))).toBe(2)
  })

  it('count a call that names nobody by its address alone', async () => {
    const { repeat, keysSeen } = given({ signInAddress: 20 })
    expect(await repeat(25, 'signIn', () => from(home, { claimedEmail: null, claimedTenant: null }))).toBe(5)
    expect(new Set(keysSeen).size).toBe(1)
  })
})

const attack = async ({ repeat }: ReturnType<typeof given>) => {
  for (let machine = 1; machine <= 30; machine += 1) await repeat(11, 'signIn', () => from(elsewhere(machine)))
}
const holding = (sessionId: string) => from(home, { session: { tenantId: 't', sessionId } })
const away = async (): Promise<never> => {
  throw new Error('away')
}

describe('somebody who tries to lock another person out', () => {
  it('does not reach the owner at an address signed in from before', async () => {
    const limit = given()
    await limit.consume('signIn', from(home))
    await limit.succeeded('signIn', from(home))
    await attack(limit)
    expect(await limit.repeat(9, 'signIn', () => from(home))).toBe(0)
  })

  it('does not reach the owner with a known device, even from the same address', async () => {
    const limit = given({ signInAddress: 20 })
    const owner = from(home, { claimedDevice: 'a-device-of-mine' })
    await limit.consume('signIn', owner)
    await limit.succeeded('signIn', owner)
    await limit.repeat(60, 'signIn', () => from(home))
    await limit.repeat(60, 'signIn', anybodyAt(home))
    expect(await limit.repeat(9, 'signIn', () => owner)).toBe(0)
  })

  it('leaves the owner two tries on a new address, and has two on each of theirs', async () => {
    const limit = given()
    await attack(limit)
    expect(await limit.repeat(2, 'signIn', () => from(home))).toBe(0)
    expect(await limit.refused('signIn', from(home))).toBe(true)
    expect(await limit.repeat(5, 'signIn', () => from('203.0.113.200'))).toBe(3)
  })

  it('cannot keep people with known addresses out of a tenant that is flooded', async () => {
    const limit = given({ signInTenant: 50 })
    await limit.consume('signIn', from(home))
    await limit.succeeded('signIn', from(home))
    await limit.repeat(80, 'signIn', (n) => from(elsewhere(n), { claimedEmail: `p${n}@acme.test` }))
    expect(await limit.refused('signIn', from('192.0.2.1', { claimedEmail: 'new@acme.test' }))).toBe(true)
    expect(await limit.refused('signIn', from(home))).toBe(false)
    expect(await limit.refused('signIn', from('192.0.2.1', { claimedTenant: 'other' }))).toBe(false)
  })

  it('is still limited with a device id that somebody is known by', async () => {
    const limit = given()
    const owner = from(home, { claimedDevice: 'stolen-id' })
    await limit.consume('signIn', owner)
    await limit.succeeded('signIn', owner)
    await limit.repeat(120, 'signIn', (n) => from(elsewhere(n % 40)))
    const thief = (n: number) => from(elsewhere(n), { claimedDevice: 'stolen-id' })
    expect(await limit.repeat(40, 'signIn', thief)).toBe(30)
  })
})

describe('the other limits', () => {
  const caller = { tenantId: 't', id: 'u' }
  const as = (id: string) => from(home, { caller: { ...caller, id }, claimedTenant: null, claimedEmail: null })

  it('count commands by person and by tenant', async () => {
    const { repeat } = given({ commands: 5, commandsTenant: 12 })
    expect(await repeat(7, 'command', () => as('ann'))).toBe(2)
    expect(await repeat(5, 'command', () => as('bob'))).toBe(0)
    expect(await repeat(3, 'command', () => as('cleo'))).toBe(1)
  })

  it('take nothing from the others of a tenant for what one person is refused', async () => {
    const { repeat } = given({ commands: 5, commandsTenant: 10, reads: 5, readsTenant: 10 })
    for (const limit of ['command', 'read'] as const) {
      expect(await repeat(50, limit, () => as('ann'))).toBe(45)
      expect(await repeat(5, limit, () => as('bob'))).toBe(0)
    }
  })

  it('count reads in memory, without a word to the store', async () => {
    const { repeat, keysSeen } = given({ reads: 5 })
    expect(await repeat(8, 'read', () => as('ann'))).toBe(3)
    expect(keysSeen).toEqual([])
  })

  it('count refreshes of an authentic token by its session, others by address', async () => {
    const { repeat } = given({ refresh: 5 })
    expect(await repeat(20, 'refresh', () => from(home))).toBe(15)
    expect(await repeat(7, 'refresh', () => holding('one'))).toBe(2)
    expect(await repeat(5, 'refresh', () => holding('two'))).toBe(0)
  })

  it.each(['ending', 'signOut'] as const)('leave %s alone, whatever else its person and tenant do', async (ending) => {
    const { repeat, refused } = given({
      commands: 5,
      commandsTenant: 6,
      reads: 5,
      readsTenant: 6,
      activity: 5,
      refresh: 5,
    })
    for (const other of ['command', 'read', 'activity', 'refresh'] as const)
      for (const person of ['ann', 'bob']) expect(await repeat(12, other, () => as(person))).toBeGreaterThan(5)
    expect(await refused(ending, as('ann'))).toBe(false)
  })

  it("leave an admin's endings alone, however often members end their own sessions", async () => {
    const { repeat, refused } = given({ endings: 5, endingsTenant: 6 })
    const own = (n: number) => from(home, { caller, session: { tenantId: 't', sessionId: `s${n % 2}` } })
    expect(await repeat(30, 'signOut', own)).toBe(20)
    expect(await refused('ending', as('ann'))).toBe(false)
    expect(await repeat(12, 'ending', () => as('ann'))).toBe(8)
    expect(await refused('ending', as('bob'))).toBe(false)
  })

  it('count a sign-out by the session whose token it shows, so that junk from its address does not stop it', async () => {
    const { repeat, refused } = given({ endings: 5 })
    expect(await repeat(20, 'signOut', () => from(home))).toBe(15)
    expect(await refused('signOut', holding('one'))).toBe(false)
  })

  it('count nothing where nothing is limited', async () => {
    const { consume, keysSeen } = given()
    expect(await consume('none', from(home))).toBeNull()
    expect(keysSeen).toEqual([])
  })

  it('tell the metrics what they refused', async () => {
    const { repeat, refusals } = given({ refresh: 1 })
    await repeat(3, 'refresh', () => from(home))
    expect(refusals).toEqual(['refresh', 'refresh'])
  })
})

describe('what is counted by', () => {
  it('is never an e-mail, an address, a tenant or an id in the clear', async () => {
    const { consume, keysSeen } = given()
    await consume('signIn', from(home, { claimedDevice: 'my-device' }))
    await consume('command', from(home, { caller: { tenantId: 'tenant-id', id: 'user-id' } }))
    await consume('refresh', from(home, { session: { tenantId: 'tenant-id', sessionId: 'session-id' } }))
    expect(keysSeen).toHaveLength(8)
    for (const clear of ['ann', 'acme', '198.51', 'my-device', 'tenant-id', 'user-id', 'session-id'])
      expect(keysSeen.join(' ')).not.toContain(clear)
  })
})

describe('limits while the store is away', () => {
  it('go on in the memory of the process', async () => {
    const { repeat, succeeded } = given({}, () => ({ add: away, read: away }))
    expect(await repeat(12, 'signIn', () => from(home))).toBe(2)
    await expect(succeeded('signIn', from(home))).resolves.toBeUndefined()
    expect(await repeat(3, 'command', () => from(home, { caller: { tenantId: 't', id: 'u' } }))).toBe(0)
  })
})
