import { importReportShape, sessionImportShape } from '#events/wire/imports.ts'
import type { PersonFormat, tableFormats } from '#events/wordLists.ts'
import type { Http } from './http.ts'
import { unreadable } from './problem.ts'

export interface ImportedPeople {
  format: PersonFormat
  dryRun: boolean
  roles: string
  mapRole: readonly string[]
  client: string
}

export interface ImportedSessions {
  format: (typeof tableFormats)[number]
  dryRun: boolean
  client: string
  map: readonly string[]
  ended: 'skip' | 'history'
}

/** What became of a piece of a file, by the kind of outcome. */
export interface PieceReport {
  counts: Readonly<Record<string, number>>
  columns: Readonly<Record<string, string>>
  lines: readonly { line: number; outcome: string; messages: readonly string[] }[]
}

export const importCalls = (http: Http) => ({
  people: async (body: Blob, query: ImportedPeople, signal: AbortSignal): Promise<PieceReport> => {
    const parsed = importReportShape.safeParse(
      (await http.post('/v1/users/import', body, { query: { ...query }, signal })).body,
    )
    if (!parsed.success) throw unreadable()
    const { lines, dryRun: _dryRun, ...counts } = parsed.data
    return { counts, columns: {}, lines }
  },
  sessions: async (body: Blob, query: ImportedSessions, signal: AbortSignal): Promise<PieceReport> => {
    const parsed = sessionImportShape.safeParse(
      (await http.post('/v1/sessions/import', body, { query: { ...query }, signal })).body,
    )
    if (!parsed.success) throw unreadable()
    const { lines, columns, dryRun: _dryRun, ...counts } = parsed.data
    return { counts, columns, lines }
  },
})
