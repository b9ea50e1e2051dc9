import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

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

/** In the data folder while the demo runs: lets `rollcall simulate` give addresses. */
export const simulatedKeyFile = 'simulated.key'

/** `ready.json` for scripts: appears whole, and only when the server answers. */
export const writeReadyFile = async (
  folder: string,
  ready: { url: string; signIns: readonly SignIn[]; simulatedKey: string | null },
): Promise<void> => {
  const { url, simulatedKey } = ready
  const signIns = ready.signIns.map(({ role, tenant, email, password }) => ({ role, tenant, email, password }))
  if (simulatedKey !== null) await writeFile(join(folder, simulatedKeyFile), `${simulatedKey}\n`, { mode: 0o600 })
  const draft = join(folder, 'ready.json.draft')
  await writeFile(draft, `${JSON.stringify({ url, signIns }, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, join(folder, 'ready.json'))
}

/** Nothing of an earlier run may pass for this one. */
export const removeReadyFile = async (folder: string): Promise<void> => {
  for (const name of ['ready.json', simulatedKeyFile]) await rm(join(folder, name), { force: true })
}
