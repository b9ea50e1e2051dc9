// `npm test`: sets up what is missing, then runs every test. Extra arguments go to vitest, e.g. a file name.
import { buildClient, buildDashboard, install } from '../services/setUp.mjs'
import { requireChromium } from './support/chromium.mjs'
import { runVitest } from './support/runVitest.mjs'

await install()
await buildDashboard()
await buildClient()
runVitest(process.argv.slice(2), { CHROMIUM: requireChromium() })
