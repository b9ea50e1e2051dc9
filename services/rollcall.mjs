#!/usr/bin/env node
// Entry that runs on any Node >= 18: installs what is missing, builds the dashboard, hands over to Node 24.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const inRoot = (...parts) => join(root, ...parts)
const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

const newest = (folder) =>
  Math.max(
    0,
    ...readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.name !== 'dist' && entry.name !== 'node_modules')
      .map((entry) => (entry.isDirectory() ? newest(join(folder, entry.name)) : modified(join(folder, entry.name)))),
  )

const fail = (message) => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

const run = (command, args, whenItFails) => {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (error !== undefined || status !== 0) fail(`${whenItFails}${error === undefined ? '' : ` (${error.message})`}`)
}

/** Installs the locked dependencies where they are missing or older than the lock file. */
export const install = () => {
  if (modified(inRoot('node_modules', '.package-lock.json')) >= modified(inRoot('package-lock.json'))) return
  process.stdout.write('Installing dependencies (npm ci), about a minute the first time\n')
  run(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    'npm ci failed: see its message above. A network connection to the npm registry is needed once.',
  )
}

/** The Node that runs Rollcall: 24 from node_modules, else the present one where it is new enough. */
export const node24 = () => {
  const packaged = inRoot('node_modules', 'node', 'bin', 'node')
  if (existsSync(packaged)) return packaged
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail('Node 24 is missing from node_modules: its install script was blocked. Run: npm rebuild node')
}

/** Builds the dashboard where its build is missing or older than its sources. */
export const buildDashboard = () => {
  const sources = [inRoot('dashboard'), inRoot('events')].map(newest)
  if (modified(inRoot('dashboard', 'dist', 'index.html')) >= Math.max(...sources)) return
  process.stdout.write('Building the dashboard\n')
  run(
    node24(),
    [inRoot('node_modules', 'vite', 'bin', 'vite.js'), 'build', inRoot('dashboard'), '--logLevel', 'warn'],
    'The dashboard could not be built: see the message above.',
  )
}

/** Starts `services/main.ts` under Node 24 and lives as long as it does. The channel tells it when this process dies. */
const handOver = (args) => {
  const child = spawn(node24(), [inRoot('services', 'main.ts'), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: process.env.NODE_ENV ?? 'production' },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

const isEntry =
  process.argv[1] !== undefined && statSync(process.argv[1]).ino === statSync(fileURLToPath(import.meta.url)).ino
if (isEntry) {
  install()
  if (process.argv[2] === 'start') buildDashboard()
  handOver(process.argv.slice(2))
}
