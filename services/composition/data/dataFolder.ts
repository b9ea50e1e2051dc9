import { access, constants, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Randomness } from '#services/ambient/clock.ts'

/** The paths in the data folder. Everything but `postgres` is a file that only its owner can read. */
export const dataFolder = (folder: string) => {
  const path = resolve(folder)
  return {
    path,
    masterKey: join(path, 'master.key'),
    postgresPassword: join(path, 'postgres.password'),
    postgres: join(path, 'postgres'),
  }
}
export type DataFolder = ReturnType<typeof dataFolder>

/** @throws Error where the folder belongs to another account's Rollcall, whose secrets only that account can read */
export const requireReadable = async ({ path, masterKey, postgresPassword }: DataFolder): Promise<void> => {
  for (const secret of [masterKey, postgresPassword])
    await access(secret, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EACCES') return
      throw new Error(
        `${path} belongs to another account. Start as that one, or let root give the folder to yours: chown -R ${userInfo().username} ${path}`,
      )
    })
}

const read = async (path: string): Promise<Buffer | null> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const secret = Buffer.from(text.trim(), 'base64')
  if (secret.length !== 32) throw new Error(`${path} is damaged. Restore it from your backup.`)
  return secret
}

/** Writes the secret to a draft and links it into place: a crash leaves no half file, and a second process makes no second one. */
const create = async (path: string, random: Randomness): Promise<void> => {
  const draft = `${path}.${random.id()}`
  await mkdir(dirname(path), { recursive: true })
  await writeFile(draft, `${random.bytes(32).toString('base64')}\n`, { mode: 0o600, flush: true })
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
}

/** 32 random bytes kept in a file (base64, mode 0600), made on first use. */
export const secretFile = async (path: string, random: Randomness): Promise<Buffer> => {
  const present = await read(path)
  if (present !== null) return present
  await create(path, random)
  return (await read(path))!
}
