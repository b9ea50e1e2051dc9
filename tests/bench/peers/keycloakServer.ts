import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '#services/postgres/embedded/freePort.ts'
import { startEmbeddedPostgres } from '#services/postgres/embeddedPostgres.ts'
import { ensureDatabase } from '#services/postgres/ensureDatabase.ts'
import { keycloakFolder } from './keycloakFolder.ts'
import { bench, keycloakRealm } from './keycloakRealm.ts'

/** Keycloak in production mode on a PostgreSQL like Rollcall's own, both in processes below this one. Tells its realm's address. */
const built = keycloakFolder()
const folder = mkdtempSync(join(tmpdir(), 'bench-keycloak-'))
const postgres = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), password: 'bench' })
await ensureDatabase(postgres.url('postgres'), 'keycloak')
const home = join(folder, 'keycloak')
cpSync(built, home, { recursive: true })
mkdirSync(join(home, 'data', 'import'), { recursive: true })
writeFileSync(join(home, 'data', 'import', 'bench.json'), JSON.stringify(keycloakRealm))

const port = await freePort()
const { username, password } = new URL(postgres.url('keycloak'))
const output: string[] = []
const keycloak = spawn(
  'sh',
  [
    join(home, 'bin', 'kc.sh'),
    'start',
    '--optimized',
    '--import-realm',
    `--http-port=${port}`,
    '--http-host=127.0.0.1',
  ],
  {
    env: {
      ...process.env,
      KC_DB_URL: `jdbc:postgresql://127.0.0.1:${postgres.port}/keycloak`,
      KC_DB_USERNAME: username,
      KC_DB_PASSWORD: password,
      KC_HTTP_ENABLED: 'true',
      KC_HOSTNAME_STRICT: 'false',
      KC_CACHE: 'local',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  },
)
for (const stream of [keycloak.stdout, keycloak.stderr])
  stream.on('data', (text: Buffer) => {
    output.push(text.toString())
    output.splice(0, output.length - 200)
  })

const endKeycloak = (): void => {
  if (keycloak.exitCode === null && keycloak.signalCode === null) process.kill(-keycloak.pid!, 'SIGKILL')
}
process.once('exit', endKeycloak)
const stop = async (): Promise<void> => {
  endKeycloak()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
const end = (): void => void stop().finally(() => process.exit(0))
process.once('disconnect', end)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)

const realm = `http://127.0.0.1:${port}/realms/${bench.realm}`
const answers = (): Promise<boolean> =>
  fetch(`${realm}/.well-known/openid-configuration`).then(
    ({ ok }) => ok,
    () => false,
  )
while (!(await answers())) {
  if (keycloak.exitCode !== null) {
    await stop()
    throw new Error(`Keycloak did not start: ${output.join('')}`)
  }
  await pause(500)
}
process.send!(realm)
