import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { policyWith } from '../../support/changedPolicy.ts'
import { commandLine } from '../../support/commandLine.ts'
import { type SignedInClient, testRollcall, type TestRollcall } from '../../support/rollcall.ts'
import { temporaryFolder } from '../../support/runningRollcall.ts'

let rollcall: TestRollcall
let admin: SignedInClient
let run: ReturnType<typeof commandLine>
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  rollcall = await testRollcall({ slugs: ['acme'] })
  admin = await rollcall.signIn('acme', 'admin')
  run = commandLine(rollcall)
  folder = await temporaryFolder()
})
afterAll(async () => {
  await folder.remove()
  await rollcall.stop()
})

const fileOf = async (text: string): Promise<string> => {
  const file = join(folder.folder, 'rules.json')
  await writeFile(file, text)
  return file
}
const withFile = async (command: 'plan' | 'apply', sections: Partial<Policy> | string, ...more: string[]) => {
  const file = await fileOf(typeof sections === 'string' ? sections : JSON.stringify(sections))
  return run('policy', command, file, '--tenant', 'acme', ...more)
}
const rules = async (): Promise<Policy> => JSON.parse((await run('policy', 'show', '--tenant', 'acme')).said) as Policy
const open = { allowed: null, blocked: [] }
const { limits, access } = policyWith({
  limits: { perPerson: 3 },
  access: { ranges: { allowed: ['203.0.113.0/24'], blocked: [] }, countries: open, networks: open },
})

describe('rules in a file', () => {
  it('are planned: what would change, what that ends, and 2 where there is something', async () => {
    expect(await withFile('plan', await rules())).toEqual({ code: 0, said: 'The rules are as the file says.' })
    const { code, said } = await withFile('plan', { limits })
    expect(code).toBe(2)
    expect(said.split('\n')).toEqual([
      'limits.perPerson: null -> 3',
      '0 live sessions of 0 people would end now, 0 sessions would end earlier.',
    ])
    expect(await rules()).toMatchObject({ limits: { perPerson: null } })
  })

  it('are applied, with the reason kept; sections that the file does not name stay', async () => {
    const before = await rules()
    expect(await withFile('apply', { limits })).toMatchObject({ code: 1, said: expect.stringContaining('--yes') })
    const applied = await withFile('apply', { limits }, '--yes', '--reason', 'review of May', '--ticket', 'SEC-12')
    expect(applied).toMatchObject({ code: 0, said: expect.stringContaining('The rules are at version 2;') })
    expect(await rules()).toEqual({ ...before, limits })
    const { items } = (await admin.get('/v1/policy/history')).body as { items: unknown[] }
    expect(items[0]).toMatchObject({ version: 2, reason: 'review of May', ticket: 'SEC-12' })
  })

  it.each([
    ['{', 'is no JSON'],
    ['{"limits":{"perPerson":0}}', 'limits.'],
    ['{"colours":{}}', 'the whole'],
  ])('are refused where they are wrong, with the place: %s', async (text, said) => {
    expect(await withFile('plan', text)).toMatchObject({ code: 1, said: expect.stringContaining(said) })
  })

  it('shut no admin out who is signed in, unless that is meant', async () => {
    const warning = 'No admin who is signed in could come back from where they are.'
    const isListed = async () => (await withFile('plan', { access })).said.includes(warning)
    await expect.poll(isListed, { timeout: 20_000 }).toBe(true)
    const refused = await withFile('apply', { access }, '--yes')
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('Leave a way in to one admin') })
    expect((await rules()).access.ranges.allowed).toBeNull()
    const meant = await withFile('apply', { access }, '--yes', '--shut-admins-out')
    expect(meant).toMatchObject({ code: 0 })
    expect((await rules()).access).toEqual(access)
  })
})
