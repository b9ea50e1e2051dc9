import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { eventually } from './eventually.ts'
import { type HttpClient, httpClient } from './httpClient.ts'
import { gone } from './processes.ts'

const root = resolve(import.meta.dirname, '../..')
const entryOf = (project: string): string => join(project, 'services', 'rollcall.mjs')

/** What `npm start` writes for scripts. */
export const readySchema = z.strictObject({
  url: z.url(),
  signIns: z.array(z.strictObject({ role: z.string(), tenant: z.string(), email: z.string(), password: z.string() })),
  pid: z.int(),
})
export type Ready = z.infer<typeof readySchema>
export type SignIn = Ready['signIns'][number]

export interface RollcallOptions {
  /** The data folder. */
  data: string
  /** `start` when left out. */
  command?: string
  args?: readonly string[]
  environment?: Record<string, string>
  /** As a person does, instead of the entry that npm runs. */
  byNpm?: boolean
  /** Where the project is; this one when left out. */
  project?: string
  /** Another account's numbers; for root only. */
  account?: { uid: number; gid: number }
}

/** Nothing of this process's environment: it may hold settings. */
const environmentOf = ({ data, environment }: RollcallOptions): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? tmpdir(),
  PORT: '0',
  ROLLCALL_DATA: data,
  ...environment,
})

export interface Ran {
  code: number
  output: string
  errors: string
}

/** Runs one command of `rollcall` to its end. */
export const runRollcall = (args: readonly string[], options: RollcallOptions): Promise<Ran> =>
  new Promise((done) => {
    const settings = { env: environmentOf(options), cwd: root }
    execFile(process.execPath, [entryOf(root), ...args], settings, (error, output, errors) => {
      done({ code: error === null ? 0 : Number(error.code ?? 1), output, errors })
    })
  })

export interface RunningRollcall extends Ready {
  /** Of the process that was started; `pid` is the server's. */
  launcherPid: number
  postgresPid: number
  output: () => string
  errors: () => string
  /** Sends the signal to the process that was started and waits for its end; answers its exit code. */
  end: (signal?: NodeJS.Signals) => Promise<number | null>
  /** Resolves when launcher, server and PostgreSQL are no more. */
  gone: () => Promise<void>
}

const collect = (stream: NodeJS.ReadableStream | null): (() => string) => {
  let text = ''
  stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  return () => text
}

const postgresPidIn = async (data: string): Promise<number> => {
  const text = await readFile(join(data, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '0')
  return Number(text.split('\n')[0])
}

const running = new Set<ChildProcess>()

const isOver = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
  if (!isOver(child)) {
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  return child.exitCode
}

/** `node services/rollcall.mjs`, in a process of its own, with what it said so far. */
export const spawnRollcall = (options: RollcallOptions) => {
  const { command = 'start', args: own = [], project = root } = options
  const [file, args] =
    options.byNpm === true ? ['npm', [command, '--', ...own]] : [process.execPath, [entryOf(project), command, ...own]]
  const child = spawn(file, args, {
    env: environmentOf(options),
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options.account,
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return {
    child,
    output: collect(child.stdout),
    errors: collect(child.stderr),
    end: (signal: NodeJS.Signals = 'SIGTERM') => end(child, signal),
  }
}

/** Starts Rollcall and waits until it says that it is ready. */
export const startRollcallProcess = async (options: RollcallOptions): Promise<RunningRollcall> => {
  const { child, output, errors, end } = spawnRollcall(options)
  await eventually(() => {
    if (isOver(child)) return
    if (!output().includes('Ctrl-C stops it.')) throw new Error(`Not ready: ${output()}${errors()}`)
  })
  if (isOver(child)) throw new Error(`Ended instead of starting: ${output()}${errors()}`)
  const ready = readySchema.parse(JSON.parse(await readFile(join(options.data, 'ready.json'), 'utf8')))
  const postgresPid = await postgresPidIn(options.data)
  const pids = [child.pid!, ready.pid, ...(postgresPid === 0 ? [] : [postgresPid])]
  return {
    ...ready,
    launcherPid: child.pid!,
    postgresPid,
    output,
    errors,
    end,
    gone: () => gone(pids),
  }
}

/** For `afterAll`: nothing that the tests started outlives them. */
export const endAllRollcalls = async (): Promise<void> => {
  await Promise.all([...running].map((child) => end(child, 'SIGTERM')))
}

/** A folder of one's own below the system's temporary one, its links resolved. */
export const temporaryFolder = async (name = 'rollcall-', parent = tmpdir()) => {
  const folder = await realpath(await mkdtemp(join(parent, name)))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

export interface SignedIn extends HttpClient {
  accessToken: string
  sessionId: string
  /** Of the sign-in, for `minPosition`. */
  position: string
}

const answerSchema = z.object({ accessToken: z.string(), session: z.object({ id: z.string() }) })

/** Signs in as a script does. @throws Error unless it works */
export const signInAs = async (
  url: string,
  { tenant, email, password }: Omit<SignIn, 'role'>,
  headers: Record<string, string> = {},
): Promise<SignedIn> => {
  const body = { tenant, email, password, client: 'dashboard', transport: 'bearer' }
  const answer = await httpClient(url).post('/v1/auth/login', body, headers)
  if (answer.status !== 200) throw new Error(`Signing in: ${answer.status} ${JSON.stringify(answer.body)}`)
  const { accessToken, session } = answerSchema.parse(answer.body)
  const position = answer.headers.get('rollcall-position')!
  return {
    ...httpClient(url, { authorization: `Bearer ${accessToken}` }),
    accessToken,
    sessionId: session.id,
    position,
  }
}
