import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessTokens, type AccessTokens } from '#services/sessions/tokens/accessToken.ts'
import type { KeyRing } from '#services/sessions/tokens/keyRing.ts'
import type { SigningKey } from '#services/sessions/tokens/signingKeys.ts'
import { beatText, guardAlone, type GuardAlone, resetText } from '../../../support/rollcallDouble.ts'
import { testAmbient } from '../../../support/testAmbient.ts'
import { textOf } from '../../../support/vectors/tokenCase.ts'
import type { TokenVectors } from '../../../support/vectors/tokenVectors.ts'
import { current, previous } from '../../../support/vectors/vectorKeys.ts'

const file = new URL('../../../../client/vectors/tokens.json', import.meta.url)
const { issuer, audience, tenantId, now, cases } = JSON.parse(readFileSync(file, 'utf8')) as TokenVectors

/** Those that are not as their file expects. */
const surprises = async (isTaken: (token: string) => Promise<boolean>): Promise<string[]> => {
  const found: string[] = []
  for (const each of cases) {
    const outcome = await isTaken(textOf(each)).catch((error: unknown) => error)
    if (outcome !== (each.expect === 'accept')) found.push(`${each.id} (${each.about}): ${String(outcome)}`)
  }
  return found
}

describe('every token of the vectors', () => {
  let alone: GuardAlone
  let tokens: AccessTokens

  beforeAll(async () => {
    alone = guardAlone({ whenStale: 'refuse' })
    await alone.tell(resetText(tenantId) + beatText('p1', now * 1000))
    await alone.guard.ready()
    const held = [previous, current].map(({ kid, signing, verifying }) => ({
      id: kid,
      activeFrom: 0,
      material: { signing, verifying },
    }))
    const ring: KeyRing<SigningKey> = {
      current: () => held[1]!,
      find: async (id) => held.find((key) => key.id === id) ?? null,
      peek: (id) => held.find((key) => key.id === id),
      held: () => held,
      turn: async () => {},
    }
    tokens = accessTokens(ring, issuer, testAmbient('vectors', new Date(now * 1000).toISOString()))
  })
  afterAll(() => alone.guard.close())

  it('is enough', () => {
    expect(cases.filter(({ expect }) => expect === 'refuse').length).toBeGreaterThan(700)
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
  })

  it('is taken or refused by the guard as expected, without an exception', async () => {
    expect(await surprises(async (token) => (await alone.guard.verify(token)).caller !== null)).toEqual([])
  })

  it('makes the guard ask nobody but Rollcall, and for nothing but its keys', () => {
    const addresses = alone.rollcall.asked.map((asked) => asked.split(/[ ?]/)[1])
    expect(new Set(addresses)).toEqual(
      new Set(['/.well-known/jwks.json', '/v1/revocations', '/v1/revocations/confirm'].map((path) => issuer + path)),
    )
    expect(alone.rollcall.asked.filter((asked) => asked.includes('jwks')).length).toBeLessThan(3)
  })

  it('is judged alike by Rollcall itself', async () => {
    const isTaken = async (token: string): Promise<boolean> => {
      const claims = await tokens.verify(token)
      return claims !== null && claims.aud === audience && claims.tid === tenantId
    }
    expect(await surprises(isTaken)).toEqual([])
  })
})
