import { z } from 'zod'
import type { Clock } from '#services/ambient/clock.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { KeyRing } from './keyRing.ts'
import { publishedKeys, type SigningKey } from './signingKeys.ts'

const keySchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
})

/** Caches must hold the keys for less time than a new key is published before its first use (10 minutes). */
const cacheHeader = { 'cache-control': 'public, max-age=300' }

export const jwksRoute = (ring: KeyRing<SigningKey>, clock: Clock): Route =>
  defineRoute({
    id: 'listSigningKeys',
    method: 'get',
    path: '/.well-known/jwks.json',
    tag: 'Description',
    summary: 'Public keys of access tokens (RFC 7517)',
    access: 'public',
    limit: 'none',
    answers: { 200: { description: 'The keys', schema: z.object({ keys: z.array(keySchema) }) } },
    errors: [],
    handle: async () => ({ status: 200, body: publishedKeys(ring, clock.now()), headers: cacheHeader }),
  })
