import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lookAlike } from '#services/tenants/claims/lookalikes/lookalikes.ts'
import { mixesScripts } from '#services/tenants/claims/lookalikes/mixesScripts.ts'
import { skeleton } from '#services/tenants/claims/lookalikes/skeleton.ts'
import { tenantsInMemory } from '../../support/tenantsInMemory.ts'

describe('two addresses look alike', () => {
  it.each([
    ['paypal@acme.test', 'раураl@acme.test', 'Cyrillic р, а and у'],
    ['ann@acme.test', 'anո@acme.test', 'an Armenian vo'],
    ['bill@acme.test', 'bi1l@acme.test', 'a one'],
    ['Ivan@acme.test', 'lvan@acme.test', 'a capital I'],
    ['bernard@acme.test', 'bemard@acme.test', 'r and n'],
    ['ann@acme.test', 'ann@аcme.test', 'a domain'],
    ['ann@acme.test', 'ann@xn--cme-5cd.test', 'a domain as browsers send it'],
    ['ann@acme.test', 'ａnn@acme.test', 'a full-width letter'],
    ['\u0622nn@acme.test', '\ufe81nn@acme.test', 'a letter in another shape'],
  ])('%s and %s: %s', (one, other) => {
    expect([lookAlike(one, other), lookAlike(other, one)]).toEqual([true, true])
  })

  it.each([
    ['ann@acme.test', 'anna@acme.test'],
    ['ann@acme.test', 'ann@acme.tests'],
    ['ann@acme.test', 'ANN@acme.test'],
    ['ann@münchen.test', 'ann@xn--mnchen-3ya.test'],
    ['jürgen@acme.test', 'jurgen@acme.test'],
  ])('unlike %s and %s, which are one or are told apart', (one, other) => {
    expect(lookAlike(one, other)).toBe(false)
  })

  it('by a skeleton that is its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(skeleton(skeleton(text))).toBe(skeleton(text))
      }),
    )
  })
})

describe('an address mixes scripts', () => {
  it.each(['pаypal@acme.test', 'ann@аcme.test', 'ann.αnn@acme.test', 'ᚠann@acme.test'])('%s', (email) => {
    expect(mixesScripts(email)).toBe(true)
  })

  it.each([
    'ann@acme.test',
    'иван@acme.test',
    'jürgen.o’neil+7@acme.test',
    '王a@acme.test',
    'ひらカナ漢字@例子.test',
    'بن@acme.test',
  ])('unlike %s', (email) => {
    expect(mixesScripts(email)).toBe(false)
  })
})

describe('somebody who is added', () => {
  it('is told about with everybody in the tenant whose address looks the same', async () => {
    const given = await tenantsInMemory()
    await given.add('paypal@acme.test')
    await given.add('bob@acme.test')
    await given.add('раураl@acme.test')
    expect(await given.findResemblance(given.tenantId, 'раураl@acme.test')).toEqual({
      lookalikes: ['paypal@acme.test'],
      mixesScripts: true,
    })
    expect(await given.findResemblance(given.tenantId, 'bob@acme.test')).toEqual({
      lookalikes: [],
      mixesScripts: false,
    })
  })
})
