// `npm run example:shop`, beside a Rollcall that runs (`npm start`, in another terminal).
import { join } from 'node:path'
import { build } from 'vite'
import { startShop } from './startShop.ts'
import { tenant } from './tenant.ts'

const { ROLLCALL = 'http://localhost:8080', PORT = '4000' } = process.env
const { ADMIN_EMAIL = 'admin@acme.test', ADMIN_PASSWORD = 'rollcall-demo' } = process.env

await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'warn' })
const admin = { email: ADMIN_EMAIL, password: ADMIN_PASSWORD }
const shop = await startShop({ rollcall: ROLLCALL, tenant, admin }, Number(PORT))

process.stdout.write(`
The shop is open. Sign in as anybody of ${tenant}, such as member@acme.test with rollcall-demo:

  customers    ${shop.url}/customer/
  back office  ${shop.url}/admin/
  bar          ${shop.url}/bar/
  plain page   ${shop.url}/plain/, with the session of the customers' page

To end one of the sessions: ${ROLLCALL}/sessions, as ${ADMIN_EMAIL}. Ctrl-C closes the shop.
`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void shop.stop())
