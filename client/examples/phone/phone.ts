// In the style of a phone app: signed in once, it still is after a restart.
//   node phone.ts sign-in ann@example.com 'her password'    then    node phone.ts    and at last    node phone.ts sign-out
import { createSessionClient } from 'rollcall-client'
import { fileStorage } from './fileStorage.ts'

const { ROLLCALL = 'http://localhost:8080', TENANT = 'acme', FILE = 'session.json' } = process.env
const [command, email = '', password = ''] = process.argv.slice(2)

const client = createSessionClient({
  baseUrl: ROLLCALL,
  tenant: TENANT,
  client: 'mobile',
  transport: 'bearer',
  storage: fileStorage(FILE),
  device: () => ({ platform: 'Node.js', model: 'An example' }),
})
client.onEnded(({ message }) => process.stdout.write(`${message ?? 'Your session has ended.'}\n`))

if (command === 'sign-in') await client.signIn({ email, password, deviceName: 'Example phone' })
if (await client.shouldStaySignedIn()) {
  const { user, session } = (await client.status())!
  process.stdout.write(`${user.name} is signed in on ${session.device.name ?? 'this device'}\n`)
} else process.stdout.write('Nobody is signed in\n')
if (command === 'sign-out') await client.signOut()
client.dispose()
