// `npm run example:shop` runs on any Node >= 18, like `npm start`: installs and builds what is missing, hands over to Node 24.
import { spawn } from 'node:child_process'
import { buildClient, endTogether, install, node24, root } from '../../services/setUp.mjs'

await install()
await buildClient()
const child = spawn(node24(), ['client/examples/shop/main.ts'], { cwd: root, stdio: 'inherit' })
endTogether(child)
child.on('close', (code) => process.exit(code ?? 1))
