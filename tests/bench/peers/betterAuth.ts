import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createGuard } from '../../../client/guard/entry.ts'
import { realAmbient } from '../../support/realAmbient.ts'
import { current } from '../../support/vectors/vectorKeys.ts'
import { audience, issuer, tokenOf } from '../../support/vectors/vectorTokens.ts'
import { fetchFrom } from '../support/guardFeed.ts'

/**
 * `node tests/bench/peers/betterAuth.ts`: what an API pays to check an access token with better-auth's `verifyJwsAccessToken`, beside the guard of the
 * client library, in turns. The package is installed into `node_modules/.cache` the first time; it is no dependency.
 */
const version = '1.7.25'
const tokens = 2_000
const rounds = 9

interface BetterAuth {
  verifyJwsAccessToken: (token: string, options: object) => Promise<{ sub?: string }>
}

const betterAuth = async (): Promise<BetterAuth> => {
  const folder = resolve(import.meta.dirname, `../../../node_modules/.cache/better-auth/${version}`)
  if (!existsSync(join(folder, 'node_modules'))) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `better-auth@${version}`]
    if (spawnSync('npm', install, { cwd: folder, stdio: 'inherit' }).status !== 0) throw new Error('npm install failed')
  }
  const entry = createRequire(join(folder, 'package.json')).resolve('better-auth/oauth2')
  return (await import(pathToFileURL(entry).href)) as BetterAuth
}

const { verifyJwsAccessToken } = await betterAuth()
const guard = createGuard({
  baseUrl: issuer,
  audience,
  apiKey: 'rck_of_a_bench',
  fetch: fetchFrom(0),
  mostRemembered: 100_000,
})
await guard.ready()
const options = {
  jwksFetch: async () => ({ keys: [current.jwk] }),
  verifyOptions: { issuer, audience, typ: 'at+jwt', algorithms: ['EdDSA'] },
}
const byGuard = async (token: string): Promise<boolean> => (await guard.verify(token)).caller !== null
const byBetterAuth = async (token: string): Promise<boolean> =>
  (await verifyJwsAccessToken(token, options)).sub !== undefined

const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1]!
/** Microseconds for each. */
const timed = async (some: readonly string[], isGood: (token: string) => Promise<boolean>): Promise<number> => {
  const began = performance.now()
  for (const token of some) if (!(await isGood(token))) throw new Error('A good token was refused')
  return ((performance.now() - began) * 1000) / some.length
}
const exp = Math.floor(Date.now() / 1000) + 1_740
const newToken = (): string => tokenOf({ exp, sid: realAmbient.random.id(), jti: realAmbient.random.id() })

const samples: Record<'first' | 'again' | 'peer', number[]> = { first: [], again: [], peer: [] }
for (let round = 0; round < rounds; round += 1) {
  const fresh = Array.from({ length: tokens }, newToken)
  samples.first.push(await timed(fresh, byGuard))
  samples.again.push(await timed(fresh, byGuard))
  samples.peer.push(await timed(fresh, byBetterAuth))
}
const [first, again, peer] = [median(samples.first), median(samples.again), median(samples.peer)]
console.log(`guard, first verification  ${first.toFixed(1)} µs`)
console.log(`guard, each one after      ${again.toFixed(1)} µs`)
console.log(
  `better-auth, each one      ${peer.toFixed(1)} µs: ${(peer / first).toFixed(1)} and ${(peer / again).toFixed(0)} times`,
)
await guard.close()
process.exit(0)
