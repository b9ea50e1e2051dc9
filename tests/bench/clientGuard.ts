import { verify } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { createGuard, type Guard } from '../../client/guard/entry.ts'
import { realAmbient } from '../support/realAmbient.ts'
import { current } from '../support/vectors/vectorKeys.ts'
import { audience, issuer, tokenOf } from '../support/vectors/vectorTokens.ts'
import { fetchFrom } from './support/guardFeed.ts'

/**
 * `node tests/bench/clientGuard.ts [revocations] [verifications]`: what the guard of the client library costs an API. A token's first verification
 * beside bare `crypto.verify` and jose's `jwtVerify`, which does all of it for each request; the ones after that; memory of revocations.
 */
const revocations = Number(process.argv[2] ?? 1_000_000)
const verifications = Number(process.argv[3] ?? 1_000_000)
const tokens = 2_000
const rounds = 9
const aims = { perSecond: 300_000, ofBare: 1.3, megabytes: 150 }

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const guardOf = async (count: number): Promise<Guard> => {
  const options = {
    baseUrl: issuer,
    audience,
    apiKey: 'rck_of_a_bench',
    fetch: fetchFrom(count),
    mostRemembered: 100_000,
  }
  const guard = createGuard(options)
  await guard.ready()
  return guard
}
const megabytes = (bytes: number): number => bytes / 2 ** 20
/** What the process holds, after all garbage is collected. */
const held = async (): Promise<number> => {
  // What is only reachable from a stream that has ended goes with the second one.
  for (const _ of [1, 2]) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { heapUsed, external } = process.memoryUsage()
  return megabytes(heapUsed + external)
}

const idle = await guardOf(0)
const before = await held()
const residentBefore = megabytes(process.memoryUsage.rss())
const guard = await guardOf(revocations)
const after = await held()
const { ended } = guard.status()
const resident = megabytes(process.memoryUsage.rss())
await idle.close()

const exp = Math.floor(Date.now() / 1000) + 1_740
const newToken = (): string =>
  tokenOf({ exp, iat: exp - 1_800, sid: realAmbient.random.id(), jti: realAmbient.random.id() })

const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1]!
/** Microseconds for each. */
const timed = async (each: readonly string[], run: (token: string) => unknown): Promise<number> => {
  const began = performance.now()
  for (const token of each) await run(token)
  return ((performance.now() - began) * 1000) / each.length
}
const parts = (token: string) => {
  const cut = token.lastIndexOf('.')
  return [Buffer.from(token.slice(0, cut)), Buffer.from(token.slice(cut + 1), 'base64url')] as const
}
const keys = createLocalJWKSet({ keys: [current.jwk] })
const expected = { issuer, audience, typ: 'at+jwt', algorithms: ['EdDSA'] }
const isLetIn = async (token: string): Promise<void> => {
  if ((await guard.verify(token)).caller === null) throw new Error('A good token was refused')
}

const samples: Record<'bare' | 'guard' | 'jose', number[]> = { bare: [], guard: [], jose: [] }
for (let round = 0; round < rounds; round += 1) {
  const fresh = Array.from({ length: tokens }, newToken)
  const decoded = new Map(fresh.map((token) => [token, parts(token)]))
  const bare = (token: string) => {
    const [signed, signature] = decoded.get(token)!
    if (!verify(null, signed, current.verifying, signature)) throw new Error('A good signature was refused')
  }
  samples.bare.push(await timed(fresh, bare))
  samples.guard.push(await timed(fresh, isLetIn))
  samples.jose.push(await timed(fresh, (token) => jwtVerify(token, keys, expected)))
}

const known = Array.from({ length: tokens }, newToken)
await timed(known, isLetIn)
const again = async (): Promise<number> => {
  const began = performance.now()
  for (let place = 0; place < verifications; place += 1) {
    // A loop of promises alone would keep the guard from hearing anything, and it would rightly ask.
    if (place % tokens === 0) await new Promise((resolve) => setImmediate(resolve))
    await isLetIn(known[place % tokens]!)
  }
  return (verifications / (performance.now() - began)) * 1000
}
const perSecond = median([await again(), await again(), await again()])

const [bare, first, jose] = [median(samples.bare), median(samples.guard), median(samples.jose)]
const show = (value: number, digits = 1): string => value.toFixed(digits)
const thousands = (value: number): string => `${show(value / 1000, 0)}k`
console.log(`\nFirst verification of a token, ${rounds} rounds of ${tokens}, median`)
console.log(`bare crypto.verify  ${show(bare)} µs`)
console.log(`guard               ${show(first)} µs, ${show(first / bare, 2)} of bare (aim ${aims.ofBare})`)
console.log(`jose's jwtVerify    ${show(jose)} µs, ${show(jose / bare, 2)} of bare`)
console.log(`\nA token that was met before, ${verifications} times over ${tokens} tokens, ${ended} revocations known`)
console.log(
  `guard               ${thousands(perSecond)}/s (aim ${thousands(aims.perSecond)}); jose verifies each anew: ${thousands(1e6 / jose)}/s`,
)
console.log(
  `\n${ended} revocations: ${show(after - before)} MB held, the process grew by ${show(resident - residentBefore)} MB (aim ${aims.megabytes})`,
)
await guard.close()
process.exit(
  ended === revocations && perSecond >= aims.perSecond && first / bare <= aims.ofBare && after - before < aims.megabytes
    ? 0
    : 1,
)
