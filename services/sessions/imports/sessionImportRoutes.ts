import {
  fileBody,
  importSessionsQuery,
  mostReportedLines,
  type SessionImportReport,
  sessionImportShape,
} from '#events/wire/imports.ts'
import { actorOf, type Caller, clientOf } from '#services/http/caller.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { ImportSessions } from './importSessions.ts'

/** A key of an application imports its sessions only; an admin says whose they are. @throws CodedError client-unknown */
const clientFor = (caller: Caller, wanted: string | undefined): string => {
  const own = caller.kind === 'apiKey' ? clientOf(caller) : null
  if (own !== null && wanted !== undefined && wanted !== own)
    throw new CodedError('client-unknown', { detail: `This key is of the application ${own}.` })
  const clientId = own ?? wanted
  if (clientId === undefined)
    throw new CodedError('client-unknown', {
      detail: 'Say which application these sessions are of.',
    })
  return clientId
}

const gathered = () => {
  const report: Pick<SessionImportReport, 'lines' | 'columns'> = { lines: [], columns: {} }
  return {
    report,
    onLine({ line, ...outcome }: Parameters<Parameters<ImportSessions>[2]['onLine']>[0]): void {
      if (outcome.kind !== 'refused' || report.lines.length >= mostReportedLines) return
      report.lines.push({ line, outcome: outcome.kind, code: outcome.code, messages: [outcome.message] })
    },
    onColumns(columns: object): void {
      report.columns = { ...columns }
    },
  }
}

export const sessionImportRoutes = (importSessions: ImportSessions): Route[] => [
  defineRoute({
    id: 'importSessions',
    method: 'post',
    path: '/v1/sessions/import',
    tag: 'Applications that sign people in',
    summary: 'Take over the sessions of an application’s own table; repeating it takes none twice',
    access: 'import-sessions',
    limit: 'command',
    reauthenticate: true,
    decidedByTime: true,
    bodyFormat: 'file',
    query: importSessionsQuery,
    body: fileBody,
    answers: { 200: { description: 'What became of the rows', schema: sessionImportShape } },
    errors: ['client-unknown', 'blocked', 'quota-reached', 'busy', 'store-unavailable'],
    async handle({ caller, body, query, correlationId }) {
      const { format, map, ended, dryRun } = query
      const { tenantId } = caller
      const told = gathered()
      const counts = await importSessions(
        {
          tenantId,
          clientId: clientFor(caller, query.client),
          format,
          bytes: [body],
          map: new Map(map),
          ended,
          isDry: dryRun,
        },
        { tenantId, actor: actorOf(caller, 'administration'), correlationId, context: null },
        told,
      )
      return { status: 200, body: { dryRun, ...counts, ...told.report } }
    },
  }),
]
