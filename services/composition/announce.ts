import { rename, writeFile } from 'node:fs/promises'
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

/** `ready.json` for scripts: appears whole, and only when the server answers. */
export const writeReadyFile = async (folder: string, url: string, signIns: readonly SignIn[]): Promise<void> => {
  const draft = join(folder, 'ready.json.draft')
  await writeFile(draft, `${JSON.stringify({ url, signIns }, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, join(folder, 'ready.json'))
}
