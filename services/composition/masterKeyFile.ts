import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Randomness } from '#services/clock.ts'

const keyBytes = 32

const read = async (path: string): Promise<Buffer | null> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== keyBytes) throw new Error(`${path} does not hold a master key. Restore it from your backup.`)
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600)
  return key
}

/** Written beside and linked into place: a crash leaves no half key, a second process no second key. */
const create = async (path: string, random: Randomness): Promise<void> => {
  const draft = `${path}.${random.id()}`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(draft, `${random.bytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flush: true })
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
}

/** The master key of the embedded profile: a file only its owner can read, made at the first start. */
export const masterKeyFile = async (path: string, random: Randomness): Promise<Buffer> => {
  const present = await read(path)
  if (present !== null) return present
  await create(path, random)
  return (await read(path))!
}
