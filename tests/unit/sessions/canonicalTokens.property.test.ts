import * as fc from 'fast-check'
import { sign } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wirePositions } from '#services/keys/wirePositions.ts'
import { cursors } from '#services/projections/queries/cursors.ts'
import { accessTokens, type AccessTokens } from '#services/sessions/tokens/accessToken.ts'
import { signingKeys, type SigningKey } from '#services/sessions/tokens/signingKeys.ts'
import type { KeyRing } from '#services/sessions/tokens/keyRing.ts'
import { memoryKeyStore } from '../../support/memoryKeyStore.ts'
import { acme, login, memoryInstallation, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'
import { sessionId, tenantId, userId } from './given.ts'

const alphabet = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
const foreign = Array.from('+/=. \n%~')
const ambient = testAmbient()
const masterKey = Buffer.alloc(32, 5)

/** Every text that differs from the token in its last character. */
const otherEndings = (token: string): string[] =>
  alphabet.map((character) => token.slice(0, -1) + character).filter((text) => text !== token)

/** Ways in which decoders let other texts stand for the same bytes. */
const looseForms = (token: string): string[] => [
  `${token}=`,
  `${token}==`,
  `${token}\n`,
  ` ${token}`,
  token.replaceAll('-', '+').replaceAll('_', '/') + (/[-_]/.test(token) ? '' : '='),
]

/** One character replaced, left out or added, anywhere. */
const changed = (token: string): fc.Arbitrary<string> =>
  fc
    .record({
      place: fc.nat(token.length - 1),
      character: fc.constantFrom(...alphabet, ...foreign),
      how: fc.constantFrom('replaced', 'left out', 'added'),
    })
    .map(({ place, character, how }) => {
      const rest = token.slice(how === 'added' ? place : place + 1)
      return token.slice(0, place) + (how === 'left out' ? '' : character) + rest
    })
    .filter((text) => text !== token)

/** Asserts that no text but the token itself is taken for it. */
const onlyItself = async (token: string, isTaken: (text: string) => boolean | Promise<boolean>): Promise<void> => {
  expect(await isTaken(token)).toBe(true)
  for (const text of [...otherEndings(token), ...looseForms(token)]) expect(await isTaken(text), text).toBe(false)
  await fc.assert(
    fc.asyncProperty(changed(token), async (text) => !(await isTaken(text))),
    { numRuns: 500 },
  )
}

const opens = (open: () => unknown): boolean => {
  try {
    open()
    return true
  } catch {
    return false
  }
}

const claims = {
  aud: 'a',
  sub: userId,
  client_id: 'phone',
  tid: tenantId,
  sid: sessionId,
  exp: Math.floor(ambient.clock.now() / 1000) + 1800,
  auth_time: 0,
  amr: ['pwd'],
  roles: ['member' as const],
  gen: '0.0',
}

describe('an access token', () => {
  let ring: KeyRing<SigningKey>
  let tokens: AccessTokens
  beforeAll(async () => {
    ring = signingKeys(memoryKeyStore(), masterKey, ambient)
    await ring.turn()
    tokens = accessTokens(ring, 'https://rollcall.test', ambient)
  })

  it('is only itself, where it is checked and where it signs somebody out', async () => {
    const { token } = tokens.issue(claims)
    await onlyItself(token, async (text) => (await tokens.verify(text)) !== null)
    await onlyItself(token, async (text) => (await tokens.recognise(text)) !== null)
  })

  /** A token whose signature holds, whatever its parts say. */
  const signed = ([header, payload]: readonly [string, string]): string => {
    const { material } = ring.current()
    const parts = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.')
    return `${parts}.${sign(null, Buffer.from(parts), material.signing).toString('base64url')}`
  }

  it('has our header and each member once, though the signature holds', async () => {
    const { id: kid } = ring.current()
    const header = JSON.stringify({ alg: 'EdDSA', typ: 'at+jwt', kid })
    const full = { iss: 'https://rollcall.test', jti: 'j', iat: 0, ...claims }
    const payload = JSON.stringify(full)
    expect(await tokens.verify(signed([header, payload]))).toMatchObject(claims)
    const wrong = [
      [JSON.stringify({ typ: 'at+jwt', alg: 'EdDSA', kid }), payload],
      [JSON.stringify({ alg: 'EdDSA', typ: 'at+jwt', kid, jku: 'https://evil.test' }), payload],
      [JSON.stringify({ alg: 'EdDSA', typ: 'application/at+jwt', kid }), payload],
      [`${header} `, payload],
      [header, payload.replace('{', '{"sub":"somebody",')],
      [header, payload.replace('"gen"', ' "gen"')],
    ] as const
    for (const parts of wrong) expect(await tokens.verify(signed(parts)), parts.join()).toBeNull()
  })
})

describe('a refresh token', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await sessionStack(memoryInstallation(), ambient)
    await acme(stack)
  })
  afterAll(() => stack.stop())

  it('is only itself', async () => {
    const { refreshTokens } = stack.service.writer
    const { refreshToken } = (await login(stack)).body
    await onlyItself(refreshToken, async (text) => (await refreshTokens.authenticate(text)) !== null)
  })
})

it('a position is only itself', async () => {
  const positions = wirePositions(masterKey)
  await onlyItself(positions.seal(tenantId, 7), (text) => opens(() => positions.open(tenantId, text)))
})

it('a cursor is only itself, however long it is', async () => {
  const made = cursors(masterKey)
  const list = { tenantId, list: 'sessions' }
  for (const id of ['a', 'ab', 'abc'])
    await onlyItself(made.seal(list, { key: null, id }), (text) => opens(() => made.open(list, text)))
})
