import { keysOfCommand } from '#services/cli/withTenants.ts'
import { openLog } from '#services/composition/data/openLog.ts'
import { openSessionImport } from '#services/composition/data/openSessionImport.ts'
import { openTenants } from '#services/composition/process/openTenants.ts'
import { keepHeapLean } from '#services/cli/leanHeap.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { realAmbient } from '../support/realAmbient.ts'
import { benchDatabase } from './support/benchDatabase.ts'

/**
 * `node tests/bench/imports.ts [people and sessions]`: how long an import takes, twice (the second finds everything there), and the
 * most memory that the process had, as `rollcall import` does it. Processor time is this process's alone: steadier than the rate on a
 * machine that does other things too.
 */
const count = Number(process.argv[2] ?? 100_000)
const origin = { actor: { kind: 'system', id: 'bench' } as const, correlationId: 'bench', context: null }
const bcrypt = '$2a$10$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'

keepHeapLean()
const database = await benchDatabase()
const { databases, masterKey } = database
const monotonicMs = () => performance.now()
const opened = openLog({ databases, masterKey }, monotonicMs, { keys: keysOfCommand })
const { store } = opened
const tenants = openTenants(
  { databases, masterKey },
  { store, ambient: realAmbient, logger: silentLogger, isCurrent: () => false },
)
const shop = { clientId: 'shop', name: 'Shop', audience: 'shop', origins: [], transport: 'bearer' } as const
const { tenantId } = await tenants.commands.registerTenant({ slug: 'acme', name: 'Acme', clients: [shop] }, origin)

const file = function* (header: string, row: (number: number) => string): Generator<Uint8Array> {
  yield Buffer.from(`${header}\n`)
  for (let from = 0; from < count; from += 1_000)
    yield Buffer.from(Array.from({ length: Math.min(1_000, count - from) }, (_, at) => `${row(from + at)}\n`).join(''))
}
const people = () =>
  file('id,email,name,password_hash', (number) => `${number},person${number}@acme.test,Person ${number},${bcrypt}`)

const now = Date.now()
const at = (hours: number): string => new Date(now + hours * 3_600_000).toISOString()
const sessions = () =>
  file(
    'token,user_id,created_at,expires_at,last_activity,ip_address,is_active',
    (number) => `token-${number},${number},${at(-30)},${at(400)},${at(-1)},203.0.113.${number % 250},true`,
  )

let peak = 0
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 100)

const measured = async (name: string, work: () => Promise<object>): Promise<void> => {
  peak = 0
  const began = performance.now()
  const before = process.cpuUsage()
  const counts = await work()
  const seconds = (performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage(before)
  const processor = Math.round((user + system) / count)
  const rate = Math.round(count / seconds).toLocaleString('en')
  console.log(
    `${name}: ${seconds.toFixed(1)} s, ${rate}/s, ${processor} µs of processor each, at most ${Math.round(peak / 1e6)} MB; ${JSON.stringify(counts)}`,
  )
}

const importPeople = () =>
  tenants.importPeople(
    {
      tenantId,
      format: 'csv',
      bytes: people(),
      source: 'csv',
      roles: ['member'],
      roleMap: new Map(),
      clientId: 'shop',
      isDry: false,
    },
    origin,
    { onLine: () => undefined },
  )
const surroundings = { ambient: realAmbient, environment: { PLACE_DETAIL: 'off' }, show: () => undefined }
const importSessions = await openSessionImport({ surroundings, data: { databases, masterKey }, store, tenants })
const takeOver = () =>
  importSessions(
    { tenantId, clientId: 'shop', format: 'csv', bytes: sessions(), map: new Map(), ended: 'skip', isDry: false },
    { tenantId, ...origin },
    { onLine: () => undefined },
  )

await measured(`${count} people`, importPeople)
await measured(`${count} sessions`, takeOver)
await measured('the same people again', importPeople)
await measured('the same sessions again', takeOver)

clearInterval(watch)
await opened.close()
await database.stop()
