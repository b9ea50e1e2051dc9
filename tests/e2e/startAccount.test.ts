import { execFileSync } from 'node:child_process'
import { chown } from 'node:fs/promises'
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { endAllRollcalls, startRollcallProcess, temporaryFolder } from '../support/runningRollcall.ts'

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

describe('an ordinary user', () => {
  it.skipIf(reason !== undefined)(
    `runs it all, PostgreSQL included, and root may go on from there${reason === undefined ? '' : ` (${reason})`}`,
    async () => {
      const { folder, remove } = await temporaryFolder()
      await chown(folder, nobody.uid, nobody.gid)
      try {
        const rollcall = await startRollcallProcess({
          data: folder,
          args: ['--no-demo'],
          environment: { HOME: folder },
          account: nobody,
        })
        expect(statSync(`/proc/${rollcall.postgresPid}`).uid).toBe(nobody.uid)
        expect(rollcall.errors()).toBe('')
        expect(await rollcall.end()).toBe(0)
        await rollcall.gone()
      } finally {
        await endAllRollcalls()
        await remove()
      }
    },
  )

  afterAll(endAllRollcalls)
})
