import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Randomness } from '#services/ambient/clock.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'

interface SecretFiles {
  folder: string
  /** Where PostgreSQL is, without a password. */
  database: URL
  random: Pick<Randomness, 'bytes'>
}

/** Writes the file only if it is missing, because a running installation needs the old one. Answers whether it was missing. */
const writeMissing = async (path: string, content: string): Promise<boolean> => {
  try {
    await writeFile(path, content, { flag: 'wx', mode: 0o400 })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Writes the files that are missing, each readable by its owner alone, and answers their names. */
const makeSecrets = async ({ folder, database, random }: SecretFiles): Promise<string[]> => {
  const made: string[] = []
  const write = async (name: string, content: string): Promise<void> => {
    if (await writeMissing(join(folder, name), content)) made.push(name)
  }
  const databaseUrl = new URL(database)
  databaseUrl.password = random.bytes(24).toString('base64url')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await write('database-url', databaseUrl.href)
  await write('postgres-password', new URL(await readFile(join(folder, 'database-url'), 'utf8')).password)
  await write('master-key', random.bytes(32).toString('base64'))
  await write('metrics-token', random.bytes(24).toString('base64url'))
  return made
}

/** `rollcall make-secrets`: writes the secrets that the containers of docker-compose.yml share. */
export const addMakeSecretsCommand = (program: Command, { say, ambient }: Surroundings): void => {
  program
    .command('make-secrets')
    .description('Write the secrets that are missing into a folder: DATABASE_URL, master key, metrics token')
    .argument('<folder>')
    .requiredOption('--database <url>', 'PostgreSQL without a password', (text) => new URL(text))
    .action(async (folder: string, { database }: { database: URL }) => {
      const made = await makeSecrets({ folder, database, random: ambient.random })
      say(made.length === 0 ? 'All secrets are there.' : `Made ${made.join(', ')}.`)
    })
}
