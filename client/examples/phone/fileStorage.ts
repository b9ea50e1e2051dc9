import { readFile, rename, writeFile } from 'node:fs/promises'
import type { KeyValueStorage } from 'rollcall-client'

type Entries = Record<string, string>

/** What AsyncStorage, SharedPreferences or a keychain are on a phone: here a file that only its owner reads. */
export const fileStorage = (file: string): KeyValueStorage => {
  let last: Promise<void> = Promise.resolve()
  const read = async (): Promise<Entries> => JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Entries
  /** Whole or not at all. */
  const write = async (edit: (entries: Entries) => void): Promise<void> => {
    const entries = await read()
    edit(entries)
    await writeFile(`${file}.new`, JSON.stringify(entries), { mode: 0o600 })
    await rename(`${file}.new`, file)
  }
  /** One change after the other. */
  const change = (edit: (entries: Entries) => void): Promise<void> => {
    const changed = last.then(() => write(edit))
    last = changed.catch(() => undefined)
    return changed
  }
  return {
    getItem: async (key) => (await last, await read())[key] ?? null,
    setItem: (key, value) => change((entries) => (entries[key] = value)),
    removeItem: (key) => change((entries) => delete entries[key]),
  }
}
