import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildClientPackage, typeMistakes } from '../support/clientPackage.ts'
import { consumerProject, developersCode } from '../support/developersPage.ts'
import {
  endAllRollcalls,
  type RunningRollcall,
  startRollcallProcess,
  temporaryFolder,
} from '../support/runningRollcall.ts'

const root = resolve(import.meta.dirname, '../..')

/** What the tests themselves are, or run already. */
const isCovered = (line: string): boolean =>
  /^(?:[A-Z_]+=\S+ )*(?:npm (?:start|test)\b|npx vitest |npm run (?:test:kafka|bench|types|build:client|example:shop)\b|npm pack |\.ci\/run\b)/.test(
    line,
  )

/** The commands of a page, in order: what stands above may set what stands below. */
const commandsOf = (page: string): string =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)]
    .flatMap(([, block]) => block!.split('\n'))
    .filter((line) => !isCovered(line))
    .join('\n')

const pages = globSync(['README.md', 'docs/*.md'], { cwd: root })
  .map((page) => ({ page, commands: commandsOf(page) }))
  .filter(({ commands }) => commands.trim() !== '')
  .toSorted((one, other) => one.page.localeCompare(other.page))

let place: Awaited<ReturnType<typeof temporaryFolder>>
let rollcall: RunningRollcall

beforeAll(async () => {
  place = await temporaryFolder()
  rollcall = await startRollcallProcess({ data: place.folder, environment: { DEMO_RATE: '0' } })
})
afterAll(async () => {
  await endAllRollcalls()
  await place.remove()
})

const run = (commands: string): Promise<{ code: number; said: string }> =>
  new Promise((done) => {
    const env = { ...process.env, ROLLCALL: rollcall.url, ROLLCALL_DATA: place.folder }
    execFile('bash', ['-eux', '-o', 'pipefail', '-c', commands], { cwd: root, env }, (error, output, errors) => {
      done({ code: error === null ? 0 : Number(error.code ?? 1), said: `${errors}${output}` })
    })
  })

/** An application made of the page's code: signs in, calls its API, is forced out, and takes over a session that its server began. */
const application = `
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createSessionClient, type Grant } from 'rollcall-client'
import { connect } from 'socket.io-client'

const rollcall = process.env.ROLLCALL!
const post = async (path: string, body: object, headers: Record<string, string>) => {
  const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
  const response = await fetch(rollcall + path, sent)
  assert.ok(response.ok, \`\${path}: \${response.status}\`)
  return response.json()
}
const admin = { tenant: 'acme', email: 'admin@acme.test', password: 'rollcall-demo', transport: 'bearer' }
const asAdmin = { authorization: 'Bearer ' + (await post('/v1/auth/login', admin, {})).accessToken }
const key = async (scope: string) =>
  (await post('/v1/api-keys', { name: scope, scopes: [scope], applicationId: 'cli', expiresAt: null }, asAdmin)).key

process.env.ROLLCALL_KEY = await key('guard')
const { api, guard } = await import('./api.ts')
const { io } = await import('./sockets.ts')
const { client } = await import('./session.ts')
const { signIn } = await import('./signIn.ts')
const { startPage } = await import('./start.ts')
const { ordersOf } = await import('./orders.ts')
const { watchSession } = await import('./ended.ts')
const { adopt } = await import('./adopt.ts')
const { phoneClient } = await import('./phone.ts')
await import('./element.ts')

const url = 'http://localhost:4001'
const server = api.listen(Number(new URL(url).port))
await once(server, 'listening')
const said: string[] = []
watchSession(client, (text) => said.push(text))

assert.equal(await startPage(), 'sign-in')
assert.equal(await signIn('member@acme.test', 'wrong'), 'E-mail or password is wrong.')
assert.equal(await signIn('member@acme.test', 'rollcall-demo'), null)
assert.equal(await startPage(), 'home')
assert.equal((await ordersOf(client, url)).length, 1)
assert.equal((await client.fetch(url + '/orders', { method: 'DELETE' })).status, 403)

io.attach(server)
const socket = connect(url, { auth: { token: await client.token() }, transports: ['websocket'] })
assert.equal(await new Promise((resolve) => socket.on('welcome', resolve)), (await client.status())!.user.id)

const ended = new Promise((resolve) => client.onSignedOut(resolve))
const cut = new Promise((resolve) => socket.on('disconnect', resolve))
const { session } = (await client.status())!
await post(\`/v1/sessions/\${session.id}/revoke\`, { reason: 'to try it', message: 'Please sign in again.' }, asAdmin)
await Promise.all([ended, cut])
assert.deepEqual(said, ['Please sign in again.'])

const begun = async (): Promise<Grant> =>
  post('/v1/sessions', { userRef: 'c-1', email: 'member@acme.test', authMethods: ['pwd'], context: { ip: '198.51.100.7' } }, {
    'rollcall-key': await key('sessions'),
  })
const other = createSessionClient({ baseUrl: rollcall, tenant: 'acme', client: 'cli', transport: 'bearer', apiOrigins: [url] })
await adopt(other, begun)
assert.equal((await ordersOf(other, url)).length, 1)

const kept = new Map<string, string>()
const phone = phoneClient({
  read: async (name) => kept.get(name) ?? null,
  write: async (name, value) => void kept.set(name, value),
  remove: async (name) => void kept.delete(name),
})
await phone.signIn({ email: 'member@acme.test', password: 'rollcall-demo' })
assert.ok(kept.size > 0)
await phone.signOut()
for (const each of [client, other, phone]) each.dispose()
socket.close()
await io.close()
await guard.close()
console.log('done')
`

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  module: 'esnext',
  moduleResolution: 'bundler',
  target: 'es2022',
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: ['node'],
  allowImportingTsExtensions: true,
  jsx: 'react-jsx',
  skipLibCheck: true,
}

describe('the code for application developers', () => {
  it('compiles, and runs as it stands', { timeout: 240_000 }, async () => {
    await buildClientPackage()
    const code = new Map([...developersCode(), ['application.ts', application]])
    const apiUrl = `http://localhost:${await freePort()}`
    for (const [name, text] of code)
      code.set(name, text.replaceAll('http://localhost:8080', rollcall.url).replaceAll('http://localhost:4001', apiUrl))
    const { folder, remove } = await consumerProject(code)
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, include: ['*.ts', '*.tsx', '*.vue'] }),
    )
    expect(await typeMistakes(folder)).toBe('')
    const { code: status, said } = await run(`cd ${folder} && ${process.execPath} application.ts`)
    expect(status, said).toBe(0)
    expect(said).toMatch(/done\n$/)
    await remove()
  })
})

describe('the commands of every page', () => {
  it('are found', () => {
    expect(pages.map(({ page }) => page)).toContain('docs/developers.md')
  })

  it.each(pages)('work as $page says', { timeout: 600_000 }, async ({ commands }) => {
    const { code, said } = await run(commands)
    expect(code, said).toBe(0)
  })
})
