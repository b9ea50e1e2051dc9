// `npm test`: sets up what is missing, then runs every test. Extra arguments go to vitest, e.g. a file name.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildDashboard, compileCache, endTogether, install, node24, root } from '../services/setUp.mjs'
import { requireChromium } from './support/chromium.mjs'

await install()
await buildDashboard()

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const child = spawn(node24(), [vitest, 'run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE: compileCache, ...process.env, CHROMIUM: requireChromium() },
})
endTogether(child)
child.on('close', (code) => process.exit(code ?? 1))
