// `npm run bench:distributed`: every part after the other, on a real Apache Kafka and a PostgreSQL of its own.
// `npm run bench:distributed -- catchUp 200000` runs one, with its arguments.
import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { install, node24, root } from '../../../services/setUp.mjs'

const parts = ['relay', 'projector', 'latency', 'takeover', 'catchUp']

await install()
const [wanted, ...args] = process.argv.slice(2)
if (wanted !== undefined && !parts.includes(wanted)) {
  process.stderr.write(`There is no part ${wanted}: ${parts.join(', ')}\n`)
  process.exit(1)
}

process.stdout.write(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}\n`)
let status = 0
for (const part of wanted === undefined ? parts : [wanted]) {
  process.stdout.write(`\n== ${part}\n`)
  const file = join(root, 'tests', 'bench', 'distributed', `${part}.ts`)
  const run = spawnSync(node24(), [file, ...args], { cwd: root, stdio: 'inherit' })
  status = status || (run.status ?? 1)
}
process.exit(status)
