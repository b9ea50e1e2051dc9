import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeRecoveryCodes, placeOfCode } from '#services/tenants/factors/recoveryCodes.ts'
import { seedBytes } from '#services/tenants/factors/totp.ts'
import { acme, memoryInstallation, sessionStack } from '../../support/sessionStack.ts'
import { calling, signedIn } from '../../support/factorJourneys.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const key = createSecretKey(Buffer.alloc(32, 1))
const of = { tenantId: 'tenant', userId: 'ann' }
const codesOf = (bytes: (length: number) => Buffer) => makeRecoveryCodes(key, of, { bytes }).codes

describe('recovery codes', () => {
  it('are ten of ten letters and digits, each from a byte of its own: 50 bits', () => {
    let drawn = 0
    const counting = codesOf((length) => Buffer.from(Array.from({ length }, () => (drawn += 1) - 1)))
    expect(drawn).toBe(100)
    expect(counting.slice(0, 4)).toEqual(['01234-56789', 'abcde-fghjk', 'mnpqr-stvwx', 'yz012-34567'])
  })

  it('have every letter as often: 256 is a multiple of 32', () => {
    const letters = new Map<string, number>()
    for (let byte = 0; byte < 256; byte += 1)
      for (const code of codesOf((length) => Buffer.alloc(length, byte)).slice(0, 1))
        letters.set(code[0]!, (letters.get(code[0]!) ?? 0) + 1)
    expect([letters.size, new Set(letters.values())]).toEqual([32, new Set([8])])
  })

  it('are others each time, and found by nobody else’s key', () => {
    const one = makeRecoveryCodes(key, of, testAmbient('one').random)
    const other = makeRecoveryCodes(key, of, testAmbient('other').random)
    expect(new Set([...one.codes, ...other.codes]).size).toBe(20)
    const [code = ''] = one.codes
    expect(placeOfCode(key, of, { stored: one.stored, code })).toBe(0)
    expect(placeOfCode(key, { ...of, userId: 'bob' }, { stored: one.stored, code })).toBeNull()
    expect(placeOfCode(createSecretKey(Buffer.alloc(32, 2)), of, { stored: one.stored, code })).toBeNull()
  })
})

describe('the seed of an app for codes', () => {
  it('is 160 bits (RFC 4226, 4, R6) that are drawn for each addition', async () => {
    expect(seedBytes * 8).toBe(160)
    const stack = await sessionStack(memoryInstallation(), testAmbient())
    await acme(stack)
    const token = await signedIn(stack)
    const begin = async () => (await calling(stack)('POST /v1/me/factors/totp', undefined, token)).body.secret
    const seeds = [await begin(), await begin()]
    expect(seeds[0]).toMatch(/^[A-Z2-7]{32}$/)
    expect(new Set(seeds).size).toBe(2)
    await stack.stop()
  })
})
