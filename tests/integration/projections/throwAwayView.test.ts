import { execFile } from 'node:child_process'
import { copyFile, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { testDatabase } from '../../support/database.ts'
import { temporaryFolder } from '../../support/runningRollcall.ts'

const root = resolve(import.meta.dirname, '../../..')
const declared = join(root, 'tests/support/throwAwayView')

/** This Rollcall with one view more: its folder, its migration, and its entry in the list of views. */
const treeWithTheView = async (folder: string): Promise<void> => {
  for (const part of ['services', 'events', 'tests/support', 'package.json'])
    await cp(join(root, part), join(folder, part), { recursive: true })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  const projections = join(folder, 'services/projections')
  await mkdir(join(projections, 'signInCount'))
  await copyFile(join(declared, 'signInCountView.ts'), join(projections, 'signInCount/signInCountView.ts'))
  const migration = '9999_sign_in_count.sql'
  await copyFile(join(declared, migration), join(folder, 'services/postgres/migrations', migration))
  const list = await readFile(join(projections, 'views.ts'), 'utf8')
  const longer = list.replace('\n]\n', '\n  signInCountView,\n]\n')
  expect(longer).not.toBe(list)
  await writeFile(
    join(projections, 'views.ts'),
    `import { signInCountView } from './signInCount/signInCountView.ts'\n${longer}`,
  )
}

it('a view that is added by its folder and the list is projected, checked, rebuilt and known to backups', async () => {
  const { folder, remove } = await temporaryFolder()
  await treeWithTheView(folder)
  const database = await testDatabase()
  const script = join(folder, 'tests/support/throwAwayView/useIt.ts')
  const given = [script, database.ownerUrl, database.masterKey.toString('base64')]
  const { stdout } = await promisify(execFile)(process.execPath, given, { cwd: folder })
  const { signIns, forged, ...found } = JSON.parse(stdout) as { signIns: number; forged: number }
  expect(signIns).toBeGreaterThan(10)
  expect(found).toEqual({
    projected: signIns,
    live: [],
    views: ['sign_in_count'],
    rebuilt: [],
    fate: { kind: 'derived', why: 'a view' },
    left: 0,
  })
  expect(forged).toBeGreaterThan(0)
  await database.drop()
  await remove()
})
