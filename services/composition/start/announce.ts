import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { isAlive } from '#services/postgres/embedded/postmaster.ts'

export interface SignIn {
  role: string
  tenant: string
  email: string
  password: string
}

const table = (signIns: readonly SignIn[]): string[] => {
  const width = (key: keyof SignIn) => Math.max(key.length, ...signIns.map((signIn) => signIn[key].length))
  const row = (cells: Record<keyof SignIn, string>) =>
    `  ${cells.role.padEnd(width('role'))}  ${cells.tenant.padEnd(width('tenant'))}  ${cells.email.padEnd(width('email'))}  ${cells.password}`
  return [row({ role: 'role', tenant: 'tenant', email: 'e-mail', password: 'password' }), ...signIns.map(row)]
}

/** What a person needs after the start, on the terminal. */
export const greeting = (url: string, signIns: readonly SignIn[], setupUrl: string | null): string =>
  [
    '',
    `Rollcall is ready: ${url}`,
    ...(signIns.length > 0
      ? ['', 'Demo credentials, the same on every machine. Do not put real people beside them.', ...table(signIns)]
      : []),
    ...(setupUrl === null
      ? []
      : ['', 'Nobody can sign in yet. Open this once to set up the operator and the first tenant:', `  ${setupUrl}`]),
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n')

/** How a simulation reaches the demo of this machine. */
export interface DemoDoor {
  /** Where the server itself listens. */
  url: string
  /** What it shows there, in PEM; null: no TLS. */
  certificate: string | null
  /** Lets whoever has it give addresses. */
  simulatedKey: string
}

/** The demo's door, in the data folder while the demo runs: for `rollcall simulate`. */
export const demoDoorFile = 'demo.json'

/** `ready.json` for scripts: appears whole, and only when the server answers. */
export const writeReadyFile = async (
  folder: string,
  ready: { url: string; signIns: readonly SignIn[]; door: DemoDoor | null },
): Promise<void> => {
  const { url, door } = ready
  const signIns = ready.signIns.map(({ role, tenant, email, password }) => ({ role, tenant, email, password }))
  await mkdir(folder, { recursive: true })
  if (door !== null) await writeFile(join(folder, demoDoorFile), `${JSON.stringify(door)}\n`, { mode: 0o600 })
  const draft = join(folder, 'ready.json.draft')
  await writeFile(draft, `${JSON.stringify({ url, signIns, pid: process.pid }, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, join(folder, 'ready.json'))
}

/** Nothing of an earlier run may pass for this one. */
export const removeReadyFile = async (folder: string): Promise<void> => {
  for (const name of ['ready.json', demoDoorFile]) await rm(join(folder, name), { force: true })
}

const readySchema = z.object({ url: z.url(), pid: z.int().positive() })

const readReady = async (folder: string) => {
  const text = await readFile(join(folder, 'ready.json'), 'utf8').catch(() => 'null')
  const { data } = readySchema.safeParse(JSON.parse(text))
  return data !== undefined && isAlive(data.pid) ? data : null
}

/** Where the Rollcall that is at work in this folder answers; null: none is. */
export const readReadyUrl = async (folder: string): Promise<string | null> => (await readReady(folder))?.url ?? null

/** A killed run's file goes before anything else is done: a script may be waiting for ours already. */
export const removeDeadReadyFile = async (folder: string): Promise<void> => {
  if ((await readReady(folder)) === null) await removeReadyFile(folder)
}
