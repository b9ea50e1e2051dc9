import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')
const pom = join(import.meta.dirname, 'pom.xml')

const must = (doing: string, command: string, ...args: string[]): void => {
  console.log(doing)
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error(`${command} failed: Java 17 or newer and Maven are needed, and Maven Central once`)
}

const inside = (folder: string): string =>
  join(
    folder,
    readdirSync(folder).find((name) => name.startsWith('keycloak-'))!,
  )

/** The folder of one Keycloak that is built for PostgreSQL; fetched and built the first time and whenever pom.xml has changed. */
export const keycloakFolder = (): string => {
  const version = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12)
  const folder = join(root, 'node_modules', '.cache', 'keycloak', version)
  if (existsSync(folder)) return inside(folder)
  const unfinished = `${folder}.${process.pid}`
  rmSync(unfinished, { recursive: true, force: true })
  const unpack = [
    '-q',
    '-B',
    '-f',
    pom,
    'dependency:unpack-dependencies',
    `-DoutputDirectory=${unfinished}`,
    `-DmarkersDirectory=${join(unfinished, '.markers')}`,
  ]
  must('Fetching Keycloak from Maven Central, 177 MB, once', 'mvn', ...unpack)
  must('Building it for PostgreSQL, once', 'sh', join(inside(unfinished), 'bin', 'kc.sh'), 'build', '--db=postgres')
  renameSync(unfinished, folder)
  return inside(folder)
}
