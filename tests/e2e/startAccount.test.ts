import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, readFile } from 'node:fs/promises'
import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { endAllRollcalls, spawnRollcall, startRollcallProcess, temporaryFolder } from '../support/runningRollcall.ts'

const root = resolve(import.meta.dirname, '../..')
const nobody = { uid: 65_534, gid: 65_534 }

const mayRead = (): boolean => {
  try {
    execFileSync('/bin/sh', ['-c', `test -r "${root}/package.json" && test -x "${process.execPath}"`], nobody)
    return true
  } catch {
    return false
  }
}
/** Why it cannot be tried here; undefined: it can. */
const reason =
  process.getuid?.() !== 0
    ? 'every other test runs as an ordinary user already'
    : mayRead()
      ? undefined
      : `other accounts may not enter ${root}`

// Several whole starts in a row.
const patienceMs = 120_000

describe('an ordinary user', { timeout: patienceMs }, () => {
  it.skipIf(reason !== undefined)(
    `runs it all, PostgreSQL included, root goes on from there, and the user after root${reason === undefined ? '' : ` (${reason})`}`,
    async () => {
      const { folder, remove } = await temporaryFolder()
      await chown(folder, nobody.uid, nobody.gid)
      const start = { data: folder, args: ['--no-demo'], environment: { HOME: folder } }
      try {
        for (const who of [{ account: nobody }, {}, { account: nobody }]) {
          const rollcall = await startRollcallProcess({ ...start, ...who })
          expect(statSync(`/proc/${rollcall.postgresPid}`).uid).toBe(nobody.uid)
          expect(rollcall.errors()).toBe('')
          expect(await rollcall.end()).toBe(0)
          await rollcall.gone()
        }
      } finally {
        await endAllRollcalls()
        await remove()
      }
    },
  )

  it.skipIf(reason !== undefined)("is told whose folder it is where root's Rollcall is", async () => {
    const { folder, remove } = await temporaryFolder()
    const start = { data: folder, args: ['--no-demo'], environment: { HOME: folder } }
    try {
      const roots = await startRollcallProcess(start)
      await roots.end()
      await chmod(folder, 0o755)
      const { child, errors } = spawnRollcall({ ...start, account: nobody })
      await once(child, 'exit')
      expect(errors()).toContain(`${folder} belongs to another account. Start as that one, or let root give the folder`)
      execFileSync('chown', ['-R', `${nobody.uid}:${nobody.gid}`, folder])
      const rollcall = await startRollcallProcess({ ...start, account: nobody })
      expect(await rollcall.end()).toBe(0)
    } finally {
      await endAllRollcalls()
      await remove()
    }
  })

  afterAll(endAllRollcalls)
})

const notRoot = process.getuid?.() === 0 && process.platform === 'linux' ? undefined : 'for root on Linux'

describe('root, in a folder that only root may enter', { timeout: patienceMs }, () => {
  it.skipIf(notRoot !== undefined)(
    `starts the project that is there, opens nothing and gives PostgreSQL no right${notRoot === undefined ? '' : ` (${notRoot})`}`,
    async () => {
      // Hard links, for a project weighs half a gigabyte: so not in memory, where other tests have their folders.
      const { folder, remove } = await temporaryFolder('rollcall-', '/tmp')
      const project = join(folder, 'rollcall')
      execFileSync('cp', ['-al', root, project])
      const data = join(project, '.rollcall of its own')
      const start = { project, data, args: ['--no-demo'], environment: { HOME: folder, TMPDIR: folder } }
      try {
        expect(statSync(folder).mode & 0o777).toBe(0o700)
        for (const end of ['SIGKILL', 'SIGTERM'] as const) {
          const rollcall = await startRollcallProcess(start)
          expect(rollcall.output()).toMatch(
            /programs run from \/var\/lib\/rollcall-postgresql-[^:]+: .* may not enter /,
          )
          const status = await readFile(`/proc/${rollcall.postgresPid}/status`, 'utf8')
          expect(status).not.toMatch(/^Uid:\t0/m)
          expect(status).toMatch(/^CapEff:\t0+$/m)
          expect((await fetch(new URL('/livez', rollcall.url))).status).toBe(200)
          if (end === 'SIGKILL') process.kill(rollcall.pid, end)
          else expect(await rollcall.end(end)).toBe(0)
        }
        expect(statSync(folder).mode & 0o777).toBe(0o700)
        expect(readdirSync(data).toSorted()).toEqual(['master.key', 'postgres', 'postgres.log', 'postgres.password'])
      } finally {
        await endAllRollcalls()
        await remove()
      }
    },
  )

  afterAll(endAllRollcalls)
})
