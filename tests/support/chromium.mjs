import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable)

/** Path of a Chromium, or undefined. `CHROMIUM` overrides the search. */
export const findChromium = () => process.env.CHROMIUM ?? names.map(onPath).find((path) => path !== undefined)

const apt = (...args) =>
  spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0

/** Finds Chromium; as root on Debian installs it. Exits with what to do where neither works. */
export const requireChromium = () => {
  const found = findChromium()
  if (found !== undefined) return found
  if (process.getuid?.() === 0 && onPath('apt-get') !== undefined) {
    process.stdout.write('Installing Chromium for the browser tests (apt-get install chromium)\n')
    apt('update')
    if (apt('install', '-y', '--no-install-recommends', 'chromium')) return findChromium()
  }
  process.stderr.write(
    'The browser tests need Chromium: install it (Debian: sudo apt-get install chromium) or set CHROMIUM to its path.\n',
  )
  return process.exit(1)
}
