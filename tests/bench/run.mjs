// `npm run bench`: every benchmark after the other, each with its baseline in the same run. `npm run bench -- append` runs one.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { install, node24, root } from '../../services/setUp.mjs'

await install()
const folder = join(root, 'tests', 'bench')
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, ''))
const [wanted, ...args] = process.argv.slice(2)
if (wanted !== undefined && !all.includes(wanted)) {
  process.stderr.write(`There is no benchmark ${wanted}: ${all.join(', ')}\n`)
  process.exit(1)
}

process.stdout.write(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}\n`)
let status = 0
for (const name of wanted === undefined ? all : [wanted]) {
  process.stdout.write(`\n== ${name}\n`)
  const run = spawnSync(node24(), [join(folder, `${name}.ts`), ...args], { cwd: root, stdio: 'inherit' })
  status = status || (run.status ?? 1)
}
process.exit(status)
