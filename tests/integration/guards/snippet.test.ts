import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { guardSnippet } from '../../../dashboard/src/components/connections/guardSnippet.ts'
import { eventually } from '../../support/eventually.ts'
import { type SignedInClient, testRollcall, type TestRollcall } from '../../support/rollcall.ts'

type Guard = (
  request: Pick<IncomingMessage, 'headers'>,
  response: Pick<ServerResponse, 'writeHead'>,
  next: () => void,
) => Promise<void>

let rollcall: TestRollcall
let folder: string
let guard: Guard

beforeAll(async () => {
  rollcall = await testRollcall()
  folder = await mkdtemp(join(tmpdir(), 'rollcall-guard-'))
  const file = join(folder, 'guard.mjs')
  await writeFile(file, guardSnippet(rollcall.url))
  process.env['ROLLCALL_KEY'] = await rollcall.apiKey('acme', ['guard'])
  process.env['AUDIENCE'] = 'test-web'
  guard = ((await import(file)) as { guard: Guard }).guard
})
afterAll(async () => {
  await rollcall.stop()
  await rm(folder, { recursive: true })
})

const isIn = (token: string): Promise<boolean> =>
  new Promise((resolve) => {
    const refused = {
      writeHead: () => ({ end: () => resolve(false) }) as unknown as ServerResponse,
    } as unknown as ServerResponse
    void guard({ headers: { authorization: `Bearer ${token}` } }, refused, () => resolve(true))
  })
const end = async (by: SignedInClient, { sessionId }: SignedInClient) =>
  expect((await by.post(`/v1/sessions/${sessionId}/revoke`, { reason: 'a test' })).status).toBe(200)

it('the guard to copy lets in who is signed in, and nobody whose session is over', async () => {
  const admin = await rollcall.signIn('acme', 'admin')
  const member = await rollcall.signIn('acme', 'member', { client: 'web' })
  const other = await rollcall.signIn('acme', 'member', { client: 'web' })
  expect(await isIn(member.accessToken)).toBe(true)
  await end(admin, member)
  await eventually(async () => expect(await isIn(member.accessToken)).toBe(false))
  expect(await isIn(other.accessToken)).toBe(true)
})

it('refuses tokens of other applications and tenants, and what is no token', async () => {
  expect(await isIn((await rollcall.signIn('acme', 'member', { client: 'mobile' })).accessToken)).toBe(false)
  expect(await isIn((await rollcall.signIn('globex', 'member', { client: 'web' })).accessToken)).toBe(false)
  for (const text of ['', 'x', 'a.b.c', `${(await rollcall.signIn('acme', 'member', { client: 'web' })).accessToken}x`])
    expect(await isIn(text)).toBe(false)
})

it('lets somebody in who signs in again within the second of a forced logout', async () => {
  const admin = await rollcall.signIn('acme', 'admin')
  const before = await rollcall.signIn('acme', 'analyst', { client: 'web' })
  const { status } = await admin.post(`/v1/users/${rollcall.userId('acme', 'analyst')}/revoke-sessions`, {
    reason: 'a test',
  })
  expect(status).toBeLessThan(300)
  const again = await rollcall.signIn('acme', 'analyst', { client: 'web' })
  await eventually(async () => expect(await isIn(before.accessToken)).toBe(false))
  expect(await isIn(again.accessToken)).toBe(true)
})
