import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpClient } from '../support/httpClient.ts'
import {
  endAllRollcalls,
  type Ran,
  type RunningRollcall,
  runRollcall,
  signInAs,
  startRollcallProcess,
  temporaryFolder,
} from '../support/runningRollcall.ts'

const passphrase = 'four ferries in the fog'
const withPassphrase = { ROLLCALL_BACKUP_PASSPHRASE: passphrase }
const quiet = { DEMO_RATE: '0' }

/** One after the other, as an operator would: each test stands on the one before. */
describe('backup and restore on the command line', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>
  let rollcall: RunningRollcall
  let token: string
  const at = (name: string): string => join(place.folder, name)
  const run = (
    args: string[],
    data = at('first'),
    environment: Record<string, string> = withPassphrase,
  ): Promise<Ran> => runRollcall(args, { data, environment })

  beforeAll(async () => {
    place = await temporaryFolder('rollcall backup ')
    rollcall = await startRollcallProcess({ data: at('first'), environment: quiet })
  })
  afterAll(async () => {
    await endAllRollcalls()
    await place.remove()
  })

  it('backs up beside a running Rollcall, into a file for its owner only', async () => {
    const { code, output, errors } = await run(['backup', at('one.backup')])
    expect(code, errors).toBe(0)
    expect(output).toMatch(/one\.backup holds [\d,]+ events, the log up to position \d+\./)
    expect((await stat(at('one.backup'))).mode & 0o777).toBe(0o600)
    expect((await readdir(place.folder)).sort()).toEqual(['first', 'one.backup'])
  })

  it('neither overwrites a file nor goes without a passphrase', async () => {
    const again = await run(['backup', at('one.backup')])
    expect([again.code, again.errors]).toEqual([1, expect.stringContaining('exists already')])
    const bare = await run(['backup', at('two.backup')], at('first'), {})
    expect([bare.code, bare.errors]).toEqual([1, expect.stringContaining('Set ROLLCALL_BACKUP_PASSPHRASE')])
    const short = await run(['backup', at('two.backup')], at('first'), { ROLLCALL_BACKUP_PASSPHRASE: 'short' })
    expect([short.code, short.errors]).toEqual([1, expect.stringContaining('takes at least 12 characters')])
    expect(await readdir(place.folder)).not.toContain('two.backup')
  })

  it('restores into nothing that runs or holds events', async () => {
    const beside = await run(['restore', at('one.backup')])
    expect([beside.code, beside.errors]).toEqual([1, expect.stringMatching(/in use|running/i)])
    const { accessToken } = await signInAs(rollcall.url, rollcall.signIns[0]!)
    token = accessToken
    await rollcall.end()
    await rollcall.gone()
    const full = await run(['restore', at('one.backup')])
    expect([full.code, full.errors]).toEqual([1, expect.stringContaining('There are events here already')])
  }, 150_000)

  it('says what is wrong with a file, and makes nothing of it', async () => {
    await writeFile(at('cut.backup'), await readFile(at('one.backup')))
    await truncate(at('cut.backup'), (await stat(at('cut.backup'))).size - 1_000)
    const cut = await run(['restore', at('cut.backup')], at('second'))
    expect([cut.code, cut.errors]).toEqual([1, expect.stringContaining('ends too early')])
    const wrong = await run(['restore', at('one.backup')], at('second'), {
      ROLLCALL_BACKUP_PASSPHRASE: 'five ferries in the fog',
    })
    expect([wrong.code, wrong.errors]).toEqual([1, expect.stringContaining('This is not the passphrase')])
    expect(await readdir(place.folder)).not.toContain('second')
  })

  it('killed half-way, keeps the folder shut until the same restore has ended', async () => {
    const entry = join(import.meta.dirname, '../../services/main.ts')
    const env = { PATH: process.env['PATH'] ?? '', ROLLCALL_DATA: at('second'), ...withPassphrase }
    const child = spawn(process.execPath, [entry, 'restore', at('one.backup')], { env, stdio: 'pipe' })
    child.stdout.setEncoding('utf8')
    for await (const said of child.stdout) if (String(said).includes('Making the views')) break
    child.kill('SIGKILL')
    await once(child, 'exit')

    const early = await run(['check'], at('second'))
    expect([early.code, early.errors]).toEqual([1, expect.stringContaining('has not ended')])
    const { code, output, errors } = await run(['restore', at('one.backup')], at('second'))
    expect(code, errors).toBe(0)
    expect(output).toMatch(/Restored [\d,]+ events of 4 tenants\. Everybody has to sign in again\./)
  }, 150_000)

  it('has a Rollcall afterwards that everybody signs in to anew, with views that equal its log', async () => {
    expect(await readFile(join(at('second'), 'master.key'))).toEqual(await readFile(join(at('first'), 'master.key')))
    rollcall = await startRollcallProcess({ data: at('second'), environment: quiet })
    const old = httpClient(rollcall.url, { authorization: `Bearer ${token}` })
    expect((await old.get('/v1/auth/session')).status).toBe(401)
    for (const signIn of rollcall.signIns) {
      const { get } = await signInAs(rollcall.url, signIn)
      expect((await get('/v1/auth/session')).status).toBe(200)
    }
    const { code, output, errors } = await run(['check'], at('second'))
    expect(code, errors + output).toBe(0)
  }, 150_000)

  it('prints the master key that a backup holds, for a database of one’s own', async () => {
    const { code, output } = await run(['restore', '--master-key', at('one.backup')], at('third'))
    expect(code).toBe(0)
    expect(output.trim()).toBe((await readFile(join(at('first'), 'master.key'), 'utf8')).trim())
    expect(await readdir(place.folder)).not.toContain('third')
  })

  it('refuses a folder with a master key of its own', async () => {
    await rollcall.end()
    const fourth = at('fourth')
    const other = await startRollcallProcess({ data: fourth, args: ['--no-demo'] })
    await other.end()
    await other.gone()
    const { code, errors } = await run(['restore', at('one.backup')], fourth)
    expect([code, errors]).toEqual([1, expect.stringContaining("another master key than the backup's")])
  }, 150_000)
})
