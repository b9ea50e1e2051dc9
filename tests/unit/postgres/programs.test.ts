import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { binariesIn } from '#services/postgres/embedded/binaries.ts'
import { programsFor } from '#services/postgres/embedded/programs.ts'

const account = { uid: 65_534, gid: 65_534 }
const notRoot = process.getuid?.() !== 0

describe("the programs of the server's account", () => {
  let place: string
  let beside: string
  let said: string[]
  const packaged = () => binariesIn(path.join(place, 'closed', 'native'), '18.4.0-beta.17')
  const find = (as: typeof account | null = account) =>
    programsFor({ packaged: packaged(), account: as, beside, say: (sentence) => said.push(sentence) })

  beforeEach(async () => {
    said = []
    place = await mkdtemp(path.join(tmpdir(), 'rollcall-programs-'))
    await chmod(place, 0o755)
    beside = path.join(place, 'lib')
    await mkdir(beside)
    await mkdir(path.join(packaged().folder, 'bin'), { recursive: true })
    await writeFile(packaged().postgres, 'program', { mode: 0o700 })
    await writeFile(path.join(packaged().folder, 'library'), 'library', { mode: 0o600 })
    await symlink('library', path.join(packaged().folder, 'link'))
    await chmod(path.join(place, 'closed'), 0o700)
  })
  afterEach(() => rm(place, { recursive: true, force: true }))

  it("are the package's own where the account may reach them, or is our own", async () => {
    expect(await find(null)).toEqual(packaged())
    await chmod(path.join(place, 'closed'), 0o755)
    expect(await find()).toEqual(packaged())
    expect(said).toEqual([])
  })

  it.skipIf(notRoot)(
    'are a copy that all may run and root alone may change where they are shut off (needs root)',
    async () => {
      const copied = await find()
      expect(copied.folder).toBe(path.join(beside, 'rollcall-postgresql-18.4.0-beta.17'))
      expect((await stat(copied.postgres)).mode & 0o777).toBe(0o755)
      expect((await stat(path.join(copied.folder, 'library'))).mode & 0o777).toBe(0o644)
      expect(await readFile(path.join(copied.folder, 'link'), 'utf8')).toBe('library')
      expect(said).toEqual([expect.stringContaining(`${copied.folder}: it does not run as root`)])
      expect(await find()).toEqual(copied)
      expect((await stat(path.join(place, 'closed'))).mode & 0o777).toBe(0o700)
    },
  )

  it.skipIf(notRoot)('are not taken from a folder that another account may change (needs root)', async () => {
    const copied = await find()
    await chmod(copied.folder, 0o777)
    await expect(find()).rejects.toThrow('root alone may change')
    await chmod(copied.folder, 0o755)
    await chown(copied.folder, account.uid, account.gid)
    await expect(find()).rejects.toThrow('root alone may change')
  })
})
