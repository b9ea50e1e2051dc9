import type { FileShape } from '#events/files/readRecords.ts'
import { type PersonFormat, personFormats } from '#events/wordLists.ts'

export type ImportKind = 'people' | 'sessions'

/** What somebody has set on the page. */
export interface ImportDraft {
  kind: ImportKind
  format: PersonFormat
  role: 'member' | 'analyst' | 'auditor' | 'admin'
  /** `staff=analyst`, or `token=externalRef`, one to a line. */
  map: string
  client: string
  ended: 'skip' | 'history'
}

export const newDraft = (): ImportDraft => ({
  kind: 'people',
  format: 'csv',
  role: 'member',
  map: '',
  client: '',
  ended: 'skip',
})

export const formatNames: Readonly<Record<PersonFormat, string>> = {
  keycloak: 'Keycloak realm export (JSON)',
  auth0: 'Auth0 users or password hashes (NDJSON)',
  clerk: 'Clerk export (CSV)',
  csv: 'Table (CSV)',
  ndjson: 'Table (NDJSON)',
}

export const formatsOf = (kind: ImportKind): readonly PersonFormat[] =>
  kind === 'people' ? personFormats : ['csv', 'ndjson']

export const shapeOf = (format: PersonFormat): FileShape => {
  switch (format) {
    case 'keycloak':
      return 'array'
    case 'auth0':
    case 'ndjson':
      return 'lines'
    case 'clerk':
    case 'csv':
      return 'csv'
  }
}

/** What a file's name tells of it. The person may say that it is something else. */
export const formatOfName = (name: string, kind: ImportKind): PersonFormat | null => {
  if (/\.csv$/i.test(name)) return /clerk/i.test(name) && kind === 'people' ? 'clerk' : 'csv'
  if (/\.(ndjson|jsonl)$/i.test(name)) return /auth0/i.test(name) && kind === 'people' ? 'auth0' : 'ndjson'
  return /\.json$/i.test(name) && kind === 'people' ? 'keycloak' : null
}

export const pairsOf = (map: string): string[] =>
  map
    .split('\n')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
