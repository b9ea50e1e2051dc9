import { describe, expect, it } from 'vitest'
import type { CodedError } from '#services/ports/errors.ts'
import type { LimitClass } from '#services/http/route.ts'
import type { GatheredCounters } from '#services/limits/gatheredCounters.ts'
import { limitDefaults, type LimitSettings } from '#services/limits/limitDefaults.ts'
import type { LimitKeys } from '#services/limits/limitKeys.ts'
import { limits } from '#services/limits/limits.ts'
import { memoryCounters } from '../../support/memoryCounters.ts'
import { memoryKnownOrigins } from '../../support/memoryKnownOrigins.ts'

const given = (
  settings: Partial<LimitSettings> = {},
  change: (counters: GatheredCounters) => GatheredCounters = (c) => c,
  pause: () => Promise<void> = async () => undefined,
) => {
  let now = 0
  const refusals: LimitClass[] = []
  const keysSeen: string[] = []
  const waits: number[] = []
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
    known: memoryKnownOrigins(),
    masterKey: Buffer.alloc(32, 1),
    pause: (milliseconds) => {
      waits.push(milliseconds)
      return pause()
    },
    onRefused: (limit) => refusals.push(limit),
  })
  const attempt = async (limit: LimitClass, keys: LimitKeys) =>
    made.consume(limit, keys).catch((error: { code?: string }) => {
      if (error.code === 'rate-limited') return 'refused' as const
      throw error
    })
  const refused = async (limit: LimitClass, keys: LimitKeys): Promise<boolean> =>
    (await attempt(limit, keys)) === 'refused'
  const repeat = async (times: number, limit: LimitClass, keys: (n: number) => LimitKeys) => {
    let refusedTimes = 0
    for (let n = 0; n < times; n += 1) if (await refused(limit, keys(n))) refusedTimes += 1
    return refusedTimes
  }
  const signInWell = async (keys: LimitKeys) => (await made.consume('signIn', keys))?.succeed()
  const pass = (seconds: number) => void (now += seconds * 1_000)
  return { ...made, refused, repeat, signInWell, refusals, keysSeen, waits, pass }
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
    expect((await consume('signIn', from(home)))?.state).toEqual({ limit: 10, remaining: 9, resetSeconds: 900 })
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
    expect(new Set(keysSeen).size).toBe(1 + 100 * 3)
  })

  it('answer everybody behind an address past its limit alike, known there, unknown or never seen', async () => {
    const { signInWell, repeat, consume } = given({ signInAddress: 20 })
    await signInWell(from(home))
    await repeat(60, 'signIn', anybodyAt(home))
    const answers = []
    for (const claimedEmail of ['ann@acme.test', 'bob@acme.test', 'nobody@nowhere.test'])
      answers.push(await consume('signIn', from(home, { claimedEmail })).catch((error: CodedError) => error.details))
    expect(answers[0]).toMatchObject({ limit: { limit: 20, remaining: 0 } })
    expect(answers).toEqual([answers[0], answers[0], answers[0]])
  })

  it('take an IPv6 network for one address, and have more for the wider ones around it', async () => {
    const { repeat } = given({ signInAddress: 20 })
    const inNetwork = (n: number, subnet: string) => anybodyAt(`2001:db8:1:${subnet}::${n.toString(16)}`)(n)
    expect(await repeat(30, 'signIn', (n) => inNetwork(n, '100'))).toBe(10)
    expect(await repeat(40, 'signIn', (n) => inNetwork(n + 100, (0x101 + (n % 8)).toString(16)))).toBe(20)
    expect(await repeat(60, 'signIn', (n) => inNetwork(n + 200, (n % 16).toString(16).padEnd(3, '0')))).toBe(20)
  })

  it('count people behind a translator of addresses each by their own', async () => {
    const { repeat } = given({ signInAddress: 2 })
    const translated = (n: number) => anybodyAt(`64:ff9b::203.0.113.${n}`)(n)
    expect(await repeat(104, 'signIn', translated)).toBe(0)
    expect(await repeat(3, 'signIn', anybodyAt('203.0.113.7'))).toBe(2)
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

  it('give a sign-in that succeeds back to every counter, so that neither office nor tenant is limited by its size', async () => {
    const { signInWell, refused, waits } = given({ signInAddress: 20, signInTenant: 20, signInUser: 20 })
    for (let n = 0; n < 100; n += 1) await signInWell(anybodyAt(home)(n))
    for (let n = 0; n < 100; n += 1) await signInWell(from(elsewhere(n)))
    expect(await refused('signIn', anybodyAt(home)(100))).toBe(false)
    expect(waits).toEqual([])
  })

  it('give back what nothing was decided about', async () => {
    const { consume, refused } = given({ signInAddress: 20, signInUserAddress: 5 })
    for (let n = 0; n < 100; n += 1) await (await consume('signIn', from(home)))?.giveBack()
    expect(await refused('signIn', from(home))).toBe(false)
  })

  it('count whoever proves a password again while signed in by the session alone', async () => {
    const { repeat, keysSeen } = given({ signInAddress: 5 })
    await repeat(20, 'signIn', anybodyAt(home))
    keysSeen.length = 0
    const proving = { caller: { tenantId: 't', id: 'u' }, session: { tenantId: 't', sessionId: 's' } }
    expect(await repeat(12, 'signIn', () => from(home, { ...proving, claimedTenant: null, claimedEmail: null }))).toBe(
      2,
    )
    expect(new Set(keysSeen).size).toBe(1)
  })

  it('count a call that names nobody by its address alone', async () => {
    const { repeat, keysSeen } = given({ signInAddress: 20 })
    expect(await repeat(25, 'signIn', () => from(home, { claimedEmail: null, claimedTenant: null }))).toBe(5)
    expect(new Set(keysSeen).size).toBe(1)
  })
})

/** Thirty machines, eleven tries each. */
const attack = async ({ repeat }: ReturnType<typeof given>) => {
  let refusedTimes = 0
  for (let machine = 1; machine <= 30; machine += 1)
    refusedTimes += await repeat(11, 'signIn', () => from(elsewhere(machine)))
  return 330 - refusedTimes
}
const holding = (sessionId: string) => from(home, { session: { tenantId: 't', sessionId } })
const away = async (): Promise<never> => {
  throw new Error('away')
}

describe('somebody who tries to lock another person out', () => {
  it('does not reach the owner with a known device, wherever it is', async () => {
    const limit = given({ signInAddress: 20 })
    const owner = from(home, { claimedDevice: 'a-device-of-mine' })
    await limit.signInWell(owner)
    await attack(limit)
    await limit.repeat(60, 'signIn', anybodyAt(home))
    expect(await limit.repeat(5, 'signIn', () => owner)).toBe(0)
    expect(await limit.repeat(5, 'signIn', () => ({ ...owner, address: '192.0.2.77' }))).toBe(0)
  })

  it('does not reach the owner at an address signed in from before', async () => {
    const limit = given()
    await limit.signInWell(from(home))
    await attack(limit)
    expect(await limit.repeat(9, 'signIn', () => from(home))).toBe(0)
  })

  it('has a hundred tries an hour, from as many places as there are', async () => {
    const limit = given()
    expect(await attack(limit)).toBeLessThanOrEqual(100)
    expect(await limit.refused('signIn', from('192.0.2.9'))).toBe(true)
    limit.pass(3_600)
    expect(await limit.refused('signIn', from('192.0.2.9'))).toBe(false)
  })

  it('has no more than that from one IPv6 network, whatever addresses are in it', async () => {
    const { repeat } = given()
    const inNetwork = (n: number) => from(`2001:db8:1:${(n % 256).toString(16)}::${n.toString(16)}`)
    expect(260 - (await repeat(260, 'signIn', inNetwork))).toBe(10)
  })

  it('leaves the owner two tries on a new address, once half of them are spent', async () => {
    const limit = given()
    for (let machine = 1; machine <= 6; machine += 1) await limit.repeat(9, 'signIn', () => from(elsewhere(machine)))
    expect(await limit.repeat(2, 'signIn', () => from(home))).toBe(0)
    expect(await limit.refused('signIn', from(home))).toBe(true)
  })

  it('takes none of the others’ tries by what is refused at one address', async () => {
    const limit = given()
    expect(await limit.repeat(1_000, 'signIn', () => from(elsewhere(1)))).toBe(990)
    expect(await limit.repeat(10, 'signIn', () => from(home))).toBe(0)
  })

  it('is still limited with a device id that somebody is known by', async () => {
    const limit = given()
    await limit.signInWell(from(home, { claimedDevice: 'stolen-id' }))
    const thief = (n: number) => from(elsewhere(n), { claimedDevice: 'stolen-id' })
    expect(await limit.repeat(40, 'signIn', thief)).toBe(30)
  })
})

describe('a tenant whose people are tried out from many addresses', () => {
  const flooded = async () => {
    const limit = given({ signInTenant: 50 })
    await limit.signInWell(from(home))
    await limit.repeat(80, 'signIn', (n) => from(`203.0.113.${n}`, { claimedEmail: `p${n}@acme.test` }))
    limit.waits.length = 0
    return limit
  }

  it('lets everybody try, after a moment', async () => {
    const { refused, waits } = await flooded()
    expect(await refused('signIn', from('192.0.2.1', { claimedEmail: 'new@acme.test' }))).toBe(false)
    expect(waits).toHaveLength(1)
    expect(waits[0]).toBeGreaterThan(250)
    expect(waits[0]).toBeLessThan(1_000)
  })

  it('lets an address wait longer with each try, and nobody longer than five seconds', async () => {
    const { repeat, waits } = await flooded()
    await repeat(100, 'signIn', anybodyAt('192.0.2.1'))
    expect(waits).toEqual(waits.toSorted((one, other) => one - other))
    expect(waits[40]).toBeGreaterThan(2_000)
    expect(waits.at(-1)).toBe(5_000)
  })

  it('lets whoever is known in at once, and everybody of other tenants', async () => {
    const { refused, waits } = await flooded()
    expect(await refused('signIn', from(home))).toBe(false)
    expect(await refused('signIn', from('192.0.2.1', { claimedTenant: 'other' }))).toBe(false)
    expect(waits).toEqual([])
  })
})

describe('a person who starts sessions without end', () => {
  const device = { claimedDevice: 'my-device' }
  const startMany = async (times: number, keys: (n: number) => LimitKeys) => {
    const limit = given({ signInStarted: 20 })
    for (let n = 0; n < times; n += 1) await limit.signInWell(keys(n))
    return limit
  }

  it('waits longer for each beyond the number, five seconds at most, and is not refused', async () => {
    const { waits, refused, pass } = await startMany(60, () => from(home))
    expect(waits.slice(0, 3)).toEqual([250, 500, 750])
    expect([waits.length, waits.at(-1)]).toEqual([40, 5_000])
    waits.length = 0
    pass(3_600)
    expect([await refused('signIn', from(home)), waits]).toEqual([false, []])
  })

  it('slows neither a device that the person is known by nor anybody else', async () => {
    const { waits, signInWell, refused } = await startMany(21, (n) => from(home, n === 0 ? device : {}))
    waits.length = 0
    await signInWell(from(home, device))
    expect(await refused('signIn', from(home, { claimedEmail: 'bob@acme.test' }))).toBe(false)
    expect(waits).toEqual([])
  })

  it('waits with a known device too, once that device has started as many', async () => {
    const { waits } = await startMany(22, () => from(home, device))
    expect(waits).toEqual([250])
  })

  it('starts two at a time then', async () => {
    const leaving: (() => void)[] = []
    const pause = () => new Promise<void>((resolve) => leaving.push(resolve))
    const { consume, signInWell } = given({ signInStarted: 5 }, undefined, pause)
    for (let n = 0; n < 5; n += 1) await signInWell(from(home))
    const tries = Array.from({ length: 3 }, () => consume('signIn', from(home)))
    await expect(tries[2]).rejects.toMatchObject({ code: 'rate-limited' })
    leaving.forEach((leave) => leave())
    expect(await Promise.all(tries.slice(0, 2))).toEqual([expect.anything(), expect.anything()])
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

  it("count a session's refreshes in memory, without a word to the store", async () => {
    const { repeat, keysSeen } = given({ refresh: 5 })
    expect(await repeat(8, 'refresh', () => holding('one'))).toBe(3)
    expect(keysSeen).toEqual([])
    await repeat(1, 'refresh', () => from(home))
    expect(keysSeen).toHaveLength(1)
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

  it('count calls of an application with its key in memory, and endings apart from them', async () => {
    const { repeat, refused, keysSeen } = given({ keys: 5, keysTenant: 8, reads: 5, commands: 5 })
    expect(await repeat(8, 'key', () => as('one'))).toBe(3)
    expect(await repeat(5, 'key', () => as('other'))).toBe(2)
    for (const other of ['keyEnding', 'read', 'command'] as const) expect(await refused(other, as('one'))).toBe(false)
    expect(await repeat(8, 'keyEnding', () => as('one'))).toBe(4)
    expect(keysSeen).toHaveLength(2)
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
    await consume('signOut', from(home, { session: { tenantId: 'tenant-id', sessionId: 'session-id' } }))
    expect(keysSeen).toHaveLength(7)
    for (const clear of ['ann', 'acme', '198.51', 'my-device', 'tenant-id', 'user-id', 'session-id'])
      expect(keysSeen.join(' ')).not.toContain(clear)
  })
})

describe('limits while the store is away', () => {
  it('go on in the memory of the process', async () => {
    const { repeat, signInWell } = given({}, () => ({ add: away, read: away }))
    expect(await repeat(12, 'signIn', () => from(home))).toBe(2)
    await expect(signInWell(from('192.0.2.1'))).resolves.toBeUndefined()
    expect(await repeat(3, 'command', () => from(home, { caller: { tenantId: 't', id: 'u' } }))).toBe(0)
  })
})
