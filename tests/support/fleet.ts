import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Role } from '#events/tenant/events.ts'
import { type OpenLog, openLog } from '#services/composition/data/openLog.ts'
import { openTenants } from '#services/composition/process/openTenants.ts'
import type { ProcessRole } from '#services/composition/process/processRoles.ts'
import { silentLogger } from '#services/logging/logger.ts'
import type { Tenants } from '#services/tenants/tenants.ts'
import { testDatabase, type TestDatabase } from './database.ts'
import { eventually } from './eventually.ts'
import { loadBalancer, type LoadBalancer } from './loadBalancer.ts'
import { realAmbient } from './realAmbient.ts'
import { populate, signInWith, wideLimits } from './rollcall.ts'

const root = resolve(import.meta.dirname, '../..')
const main = resolve(root, 'services', 'main.ts')

/** One `rollcall serve`. */
export interface ServedProcess {
  roles: readonly ProcessRole[]
  url: string
  child: ChildProcess
  output: () => string
  /** Asks it to stop; answers its exit code. */
  stop: () => Promise<number | null>
  /** Without a word, as a power cut does. */
  kill: () => Promise<void>
  /** Resolves when it does what its name says. */
  leads: (name: string, withinMs?: number) => Promise<void>
}

/** Processes of one Rollcall behind a load balancer, over one database. */
export interface Fleet {
  /** Of the load balancer, which is the public one. */
  url: string
  balancer: LoadBalancer
  database: TestDatabase
  /** The same log as the processes'. */
  log: OpenLog
  /** As on the command line beside them. */
  tenants: Tenants
  environment: Readonly<Record<string, string>>
  processes: () => readonly ServedProcess[]
  start: (roles: readonly ProcessRole[], more?: Record<string, string>) => Promise<ServedProcess>
  tenantId: (slug: string) => string
  userId: (slug: string, role: Role) => string
  /** Through one process, or the load balancer. */
  signIn: (
    slug: string,
    role: Role,
    options?: { client?: string; at?: string },
  ) => ReturnType<ReturnType<typeof signInWith>>
  /** Ends every process, and the rest. */
  end: () => Promise<void>
}

const metricsToken = 'metrics of the tests'.replaceAll(' ', '-')

/** One figure of a process's metrics. */
export const figureOf = async ({ url }: Pick<ServedProcess, 'url'>, name: string): Promise<number | null> => {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })
  const line = (await answer.text()).split('\n').find((text) => text.startsWith(`${name} `))
  return line === undefined ? null : Number(line.split(' ')[1])
}

const collect = (child: ChildProcess): (() => string) => {
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  return () => text
}

const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

const over = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
  if (isOver(child)) return child.exitCode
  const exited = once(child, 'exit')
  child.kill(signal)
  // One that was stopped hears of nothing else.
  child.kill('SIGCONT')
  await exited
  return child.exitCode
}

/** A command as it is run in a container: no launcher before it. */
export const spawnRollcall = (args: readonly string[], environment: Record<string, string>) => {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env
  const child = spawn(process.execPath, [main, ...args], {
    cwd: root,
    env: { PATH, NODE_COMPILE_CACHE, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { child, output: collect(child) }
}

export const spawnServe = (roles: readonly ProcessRole[], environment: Record<string, string>) =>
  spawnRollcall(['serve', '--roles', roles.join(',')], environment)

const readyAt = /Rollcall is ready: (\S+)/

const startProcess = async (
  roles: readonly ProcessRole[],
  environment: Record<string, string>,
): Promise<ServedProcess> => {
  const { child, output } = spawnServe(roles, environment)
  const url = await eventually(() => {
    const found = readyAt.exec(output())?.[1]
    if (found === undefined && !isOver(child)) throw new Error(`Not ready: ${output()}`)
    return found
  })
  if (url === undefined) throw new Error(`Ended instead of starting: ${output()}`)
  return {
    roles,
    url,
    child,
    output,
    stop: () => over(child, 'SIGTERM'),
    kill: async () => void (await over(child, 'SIGKILL')),
    leads: (name, withinMs = 20_000) =>
      eventually(() => {
        if (!output().includes(`${name}: at work`)) throw new Error(`Stands by for ${name}: ${output()}`)
      }, withinMs),
  }
}

export interface FleetOptions {
  /** Of every process: which store and which feed, say. */
  environment?: Record<string, string>
  slugs?: readonly string[]
  /** Absent: a fresh one on the test run's server. */
  database?: TestDatabase
}

export const testFleet = async (options: FleetOptions = {}): Promise<Fleet> => {
  const { environment: given = {}, slugs = ['acme'] } = options
  const database = options.database ?? (await testDatabase({ owner: 2, writer: 4, app: 4 }))
  const processes = new Set<ServedProcess>()
  const having = (role: ProcessRole) => () =>
    [...processes].filter(({ roles }) => roles.includes(role)).map(({ url }) => url)
  const balancer = await loadBalancer({ api: having('api'), realtime: having('realtime') })
  const environment = {
    ...wideLimits,
    DATABASE_URL: database.ownerUrl,
    ROLLCALL_MASTER_KEY: database.masterKey.toString('base64'),
    PORT: '0',
    PUBLIC_URL: balancer.url,
    TRUSTED_PROXIES: '127.0.0.0/8,::1',
    DRAIN_SECONDS: '1',
    METRICS_TOKEN: metricsToken,
    PLACE_DETAIL: 'off',
    ...given,
  }
  const kurrentdbUrl = given['KURRENTDB_URL']
  const data = { ...database, ...(kurrentdbUrl === undefined ? {} : { kurrentdbUrl }) }
  const log = openLog(data, () => performance.now())
  const people = { store: log.store, ambient: realAmbient, logger: silentLogger, isCurrent: () => false }
  const tenants = openTenants(data, people)
  const { tenantIds, userIds } = await populate({ tenants }, slugs)
  return {
    url: balancer.url,
    balancer,
    database,
    log,
    tenants,
    environment,
    processes: () => [...processes],
    async start(roles, more = {}) {
      const started = await startProcess(roles, { ...environment, ...more })
      processes.add(started)
      started.child.once('exit', () => processes.delete(started))
      return started
    },
    tenantId: (slug) => tenantIds.get(slug)!,
    userId: (slug, role) => userIds.get(`${slug} ${role}`)!,
    signIn: (slug, role, { at = balancer.url, ...options } = {}) => signInWith(at)(slug, role, options),
    async end() {
      await Promise.all([...processes].map(({ kill }) => kill()))
      await balancer.stop()
      await log.close()
      await database.drop()
    },
  }
}
