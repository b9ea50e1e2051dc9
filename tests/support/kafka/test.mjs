// `npm run test:kafka`: the tests that need a real Apache Kafka. Extra arguments go to vitest, e.g. a file name.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { compileCache, endTogether, install, node24, root } from '../../../services/setUp.mjs'

await install()
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const config = join(root, 'vitest.kafka.config.ts')
const child = spawn(node24(), [vitest, 'run', '--config', config, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE: compileCache, ...process.env },
})
endTogether(child)
child.on('close', (code) => process.exit(code ?? 1))
