// `npm run kafka [port]`: one real Apache Kafka on this machine, for trying Rollcall with it. The tests start theirs by the same code.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { endTogether, install, node24, root } from '../../../services/setUp.mjs'

await install()
const start = join(root, 'tests', 'support', 'kafka', 'start.ts')
const child = spawn(node24(), [start, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
endTogether(child)
child.on('close', (code) => process.exit(code ?? 1))
