import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeLinks } from '#services/postgres/embedded/binaries.ts'

describe('the links of the embedded PostgreSQL', () => {
  let folder: string
  const library = (name: string): string => path.join(folder, 'native', 'lib', name)
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall links '))
    await mkdir(path.join(folder, 'native', 'lib'), { recursive: true })
    await writeFile(library('libpq.so.5.18'), 'library')
    const links = ['libpq.so', 'libpq.so.5'].map((name) => ({
      source: 'native/lib/libpq.so.5.18',
      target: `native/lib/${name}`,
    }))
    await writeFile(path.join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('are made where the package could not run its script, and stay when they are there', async () => {
    await makeLinks(folder)
    await makeLinks(folder)
    expect(await readFile(library('libpq.so'), 'utf8')).toBe('library')
    expect(await readlink(library('libpq.so.5'))).toBe('libpq.so.5.18')
  })

  it('are not asked for on platforms that have none', async () => {
    await rm(path.join(folder, 'native', 'pg-symlinks.json'))
    await expect(makeLinks(folder)).resolves.toBeUndefined()
  })
})
