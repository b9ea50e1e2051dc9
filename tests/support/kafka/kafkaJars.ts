import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')
const pom = join(import.meta.dirname, 'pom.xml')

/** Java 17 is the least that Kafka 4 runs on. */
const debianPackages = ['openjdk-17-jre-headless', 'maven']

const succeeds = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0
const shown = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0

/** Finds Java and Maven; as root on Debian installs them. @throws Error saying what to do */
const requireJava = (say: (line: string) => void): void => {
  if (succeeds('java', '-version') && succeeds('mvn', '-version')) return
  if (process.getuid?.() === 0 && succeeds('apt-get', '--version')) {
    say(`Installing what runs Kafka (apt-get install ${debianPackages.join(' ')})`)
    shown('apt-get', 'update')
    if (shown('apt-get', 'install', '-y', '--no-install-recommends', ...debianPackages)) return
  }
  throw new Error(
    `Kafka needs Java 17 or newer, and Maven once to fetch it: install them (Debian: sudo apt-get install ${debianPackages.join(' ')})`,
  )
}

/**
 * The folder with the jars of one Apache Kafka, from Maven Central the first time and whenever pom.xml has changed.
 * @throws Error saying what to do
 */
export const kafkaJars = (say: (line: string) => void): string => {
  requireJava(say)
  const version = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12)
  const folder = join(root, 'node_modules', '.cache', 'kafka', version)
  if (existsSync(folder)) return folder
  say('Fetching Apache Kafka from Maven Central, 44 MB, once')
  const unfinished = `${folder}.${process.pid}`
  const fetched = shown('mvn', '-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${unfinished}`)
  if (!fetched) {
    rmSync(unfinished, { recursive: true, force: true })
    throw new Error('Apache Kafka could not be fetched: see the message above. Maven Central is needed once.')
  }
  renameSync(unfinished, folder)
  return folder
}
