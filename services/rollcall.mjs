#!/usr/bin/env node
// Entry that runs on any Node >= 18: installs what is missing, builds the dashboard, hands over to Node 24.
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { missingForServe, missingSettings } from './settings/missingSettings.mjs'
import { buildDashboard, compileCache, install, isInstalled, node24, root } from './setUp.mjs'

const environment = () => ({
  NODE_ENV: 'production',
  // Beside the project wherever it is started from.
  ROLLCALL_DATA: join(root, '.rollcall'),
  NODE_COMPILE_CACHE: compileCache,
  ...Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== '')),
})

/** A server that was killed could not take back that it is ready. */
const withdrawReady = (folder, pid) => {
  const file = join(folder, 'ready.json')
  try {
    if (JSON.parse(readFileSync(file, 'utf8')).pid === pid) rmSync(file)
  } catch {
    // It has taken it back itself.
  }
}

/** Starts `services/main.ts` under Node 24 and lives as long as it does. The channel tells it when this process dies. */
const handOver = (args) => {
  const env = environment()
  const child = spawn(node24(), [join(root, 'services', 'main.ts'), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env,
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'))
  // npm killed outright tells nobody; started without npm, outliving a shell is what somebody wanted.
  const parent = process.ppid
  if (process.env.npm_lifecycle_event !== undefined)
    setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500)
  child.on('exit', (code, signal) => {
    withdrawReady(env.ROLLCALL_DATA, child.pid)
    process.exit(code ?? (signal === 'SIGINT' ? 130 : 1))
  })
}

/** Whoever has no pages to serve need not build them. */
const servesPages = ([command, ...options]) => {
  const roles = options[options.indexOf('--roles') + 1]
  const isSplit = options.some((option) => option.startsWith('--roles'))
  return command === 'start' || (command === 'serve' && (!isSplit || /\bapi\b/.test(`${roles} ${options.join(' ')}`)))
}

/** Whoever forgot a setting does not wait for an installation first. Every command but this one reads the settings. */
const refuseMissing = ([command]) => {
  if (command === undefined || command.startsWith('-') || command === 'make-secrets') return
  const missing = [...missingSettings(process.env), ...(command === 'serve' ? missingForServe(process.env) : [])]
  if (missing.length === 0) return
  process.stderr.write(`Settings:\n${missing.map((mistake) => `  ${mistake}`).join('\n')}\n`)
  process.exit(1)
}

const args = process.argv.slice(2)
if (!isInstalled()) refuseMissing(args)
await install()
if (servesPages(args)) await buildDashboard()
handOver(args)
