// `npm test`: sets up what is missing, then runs every test. Extra arguments go to vitest, e.g. a file name.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildDashboard, install, node24, root } from '../services/setUp.mjs'
import { requireChromium } from './support/chromium.mjs'

await install()
await buildDashboard()
const chromium = requireChromium()

const { status } = spawnSync(
  node24(),
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM: chromium },
  },
)
process.exit(status ?? 1)
