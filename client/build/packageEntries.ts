import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')
export const inRoot = (...parts: string[]): string => join(root, ...parts)

export interface PackageEntry {
  /** Of its file in the package. */
  name: string
  /** What an application imports. */
  path: string
  source: string
  /** Bytes, minified and compressed by gzip, that it may have beside what it shares with the session client. */
  most: number
}

/** What the package offers. What two of them use lies in files of its own, so that a page loads it once. */
export const packageEntries: readonly PackageEntry[] = [
  { name: 'session', path: '.', source: 'client/session/entry.ts', most: 11_400 },
  { name: 'fingerprint', path: './fingerprint', source: 'client/session/device/extendedFingerprint.ts', most: 1_500 },
  { name: 'secondFactor', path: './second-factor', source: 'client/secondFactor/entry.ts', most: 2_000 },
  { name: 'sessionLimit', path: './session-limit', source: 'client/sessionLimit/entry.ts', most: 700 },
  { name: 'reauthenticate', path: './reauthenticate', source: 'client/reauthenticate/entry.ts', most: 500 },
  { name: 'guard', path: './guard', source: 'client/guard/entry.ts', most: 8_192 },
  { name: 'guardRecent', path: './guard/recent', source: 'client/guardRecent/entry.ts', most: 600 },
  { name: 'vue', path: './vue', source: 'client/vue/entry.ts', most: 5_000 },
  { name: 'react', path: './react', source: 'client/react/entry.ts', most: 5_000 },
  { name: 'element', path: './element', source: 'client/element/entry.ts', most: 5_000 },
]

/** Frameworks that an application brings along, where it uses their entry. */
export const peers: Readonly<Record<string, string>> = { react: '>=18', vue: '>=3.4', 'vue-router': '>=4.2' }
