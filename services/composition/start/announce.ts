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

/** What the terminal shows a person after the start. */
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
  /** The certificate the server shows there, in PEM; null: no TLS. */
  certificate: string | null
  /** Key with which a simulator may say what address a request comes from. */
  simulatedKey: string
}

/** The file with the demo's door. It is in the data folder while the demo runs, for `rollcall simulate`. */
export const demoDoorFile = 'demo.json'

/** Writes `ready.json` for scripts. It appears complete, and only when the server answers. */
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

/** Removes the files, so that nobody takes those of an earlier run for this one's. */
export const removeReadyFile = async (folder: string): Promise<void> => {
  for (const name of ['ready.json', demoDoorFile]) await rm(join(folder, name), { force: true })
}

const readySchema = z.object({ url: z.url(), pid: z.int().positive() })

const readReady = async (folder: string) => {
  const text = await readFile(join(folder, 'ready.json'), 'utf8').catch(() => 'null')
  const { data } = readySchema.safeParse(JSON.parse(text))
  return data !== undefined && isAlive(data.pid) ? data : null
}

/** The address of the Rollcall that runs in this folder; null: none runs. */
export const readReadyUrl = async (folder: string): Promise<string | null> => (await readReady(folder))?.url ?? null

/** Removes the files of a killed run. Done first at a start, because a script may already wait for the new file. */
export const removeDeadReadyFile = async (folder: string): Promise<void> => {
  if ((await readReady(folder)) === null) await removeReadyFile(folder)
}
