// What stands between a fresh clone and a start. Runs on any Node >= 18, before anything is installed.
import { spawn } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const inRoot = (...parts) => join(root, ...parts)
/** Stripped and compiled sources: halves the time until the first line of ours runs. Left out where it cannot be written. */
export const compileCache = inRoot('node_modules', '.cache', 'node')
const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

const fail = (message) => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

/** Says how far something is: on a terminal in one line that moves, elsewhere in a line every few seconds. */
const showProgress = (measure) => {
  const isTerminal = process.stdout.isTTY === true
  let shown = ''
  const show = () => {
    const text = measure()
    if (text === shown) return
    shown = text
    process.stdout.write(isTerminal ? `\r\x1b[K  ${text}` : `  ${text}\n`)
  }
  const timer = setInterval(show, isTerminal ? 500 : 3000)
  return () => {
    clearInterval(timer)
    if (isTerminal && shown !== '') process.stdout.write('\r\x1b[K')
  }
}

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }

/** Whoever ends us ends the child first. */
export const endTogether = (child) => {
  const stop = (signal) => {
    child.on('close', () => process.exit(exitCodes[signal]))
    child.kill('SIGTERM')
  }
  const signals = Object.keys(exitCodes)
  for (const signal of signals) process.on(signal, stop)
  child.on('close', () => signals.forEach((signal) => process.off(signal, stop)))
}

/** Runs a command to its end; leaves with its explanation when it fails. */
const run = async ({ doing, command, args, stdio, measure, onMessage, whenItFails, ...options }) => {
  process.stdout.write(`${doing}\n`)
  const began = Date.now()
  const child = spawn(command, args, { cwd: root, stdio, ...options })
  endTogether(child)
  if (onMessage !== undefined) child.on('message', onMessage)
  const stopShowing = showProgress(measure)
  const failure = await new Promise((resolve) => {
    child.on('error', (error) => resolve(` (${error.message})`))
    child.on('close', (code) => resolve(code === 0 ? null : ''))
  })
  stopShowing()
  if (failure !== null) fail(`${whenItFails}${failure}`)
  process.stdout.write(`  done in ${Math.round((Date.now() - began) / 1000)} s\n`)
}

const isForHere = ({ os, cpu, libc }) =>
  (os === undefined || os.includes(process.platform)) &&
  (cpu === undefined || cpu.includes(process.arch)) &&
  (libc === undefined || libc.includes('glibc'))

/** Folders below node_modules that the lock file asks for on this machine. */
const packageFolders = () =>
  Object.entries(JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages)
    .filter(([folder, entry]) => folder !== '' && isForHere(entry))
    .map(([folder]) => folder)

const packagesIn = (path) => JSON.parse(readFileSync(path, 'utf8')).packages

/** npm and git may touch the lock file without changing it: what counts is what is installed. */
export const isInstalled = () => {
  const hidden = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(hidden)) return false
  if (modified(hidden) >= modified(inRoot('package-lock.json'))) return true
  const installed = packagesIn(hidden)
  return Object.entries(packagesIn(inRoot('package-lock.json')))
    .filter(([folder, entry]) => folder !== '' && entry.optional !== true)
    .every(([folder, { version }]) => installed[folder]?.version === version)
}

/** Installs the locked dependencies where they are missing or other than the lock file's. */
export const install = async () => {
  const modules = inRoot('node_modules')
  if (isInstalled()) return
  // npm empties the folder before it fills it, and would follow the link into somebody else's.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    fail(`${modules} is a link to a folder that does not fit package-lock.json: remove the link, then start again.`)
  const folders = packageFolders()
  const isThere = (folder) => existsSync(inRoot(folder, 'package.json'))
  await run({
    doing: 'Installing dependencies (npm ci), about a minute the first time',
    command: process.platform === 'win32' ? 'npm.cmd' : 'npm',
    args: ['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'],
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'inherit'],
    measure: () => `${folders.filter(isThere).length} of ${folders.length} packages`,
    whenItFails: 'npm ci failed: see its message above. A network connection to the npm registry is needed once.',
  })
}

/** The Node that runs Rollcall: 24 from node_modules, else the present one where it is new enough. */
export const node24 = () => {
  const packaged = inRoot('node_modules', 'node', 'bin', 'node')
  if (existsSync(packaged)) return packaged
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail('Node 24 is missing from node_modules: its install script was blocked. Run: npm rebuild node')
}

const newest = (folder) =>
  Math.max(
    0,
    ...readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.name !== 'dist' && entry.name !== 'node_modules')
      .map((entry) => (entry.isDirectory() ? newest(join(folder, entry.name)) : modified(join(folder, entry.name)))),
  )

/** Builds the package for applications where its build is missing or older than its sources. */
export const buildClient = async () => {
  const sources = [newest(inRoot('client')), newest(inRoot('events')), modified(inRoot('package-lock.json'))]
  if (modified(inRoot('client', 'dist', 'package.json')) >= Math.max(...sources)) return
  await run({
    doing: 'Building the client library',
    command: node24(),
    args: [inRoot('client', 'build', 'build.ts'), '--unmeasured'],
    stdio: ['ignore', 'ignore', 'inherit'],
    measure: () => '',
    whenItFails: 'The client library could not be built: see the message above.',
  })
}

/** Builds the dashboard where its build is missing or older than its sources. */
export const buildDashboard = async () => {
  const folders = ['dashboard', 'client', 'events'].map((folder) => newest(inRoot(folder)))
  const sources = [...folders, modified(inRoot('package-lock.json'))]
  if (modified(inRoot('dashboard', 'dist', 'index.html')) >= Math.max(...sources)) return
  let read = 0
  await run({
    doing: 'Building the dashboard',
    command: node24(),
    args: [inRoot('node_modules', 'vite', 'bin', 'vite.js'), 'build', inRoot('dashboard'), '--logLevel', 'warn'],
    // dashboard/vite.config.ts counts the modules over the channel.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    onMessage: ({ modules }) => (read = modules),
    measure: () => `${read.toLocaleString('en')} modules read`,
    whenItFails: 'The dashboard could not be built: see the message above.',
  })
}
