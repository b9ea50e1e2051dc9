import { fileBody, importPeopleQuery, importReportShape } from '#events/wire/imports.ts'
import type { Role } from '#events/tenant/events.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { administration } from '#services/tenants/administration.ts'
import type { Tenants } from '#services/tenants/tenants.ts'
import { gatheredReport } from './reportOf.ts'

/** Several pairs of one name give several roles. */
export const roleMapOf = (pairs: readonly (readonly [string, Role])[]): Map<string, Role[]> =>
  new Map([...Map.groupBy(pairs, ([name]) => name)].map(([name, all]) => [name, all.map(([, role]) => role)]))

/** A file is sent in one request where it is small; the page and the command send a large one in pieces. */
export const importRoutes = ({ importPeople }: Pick<Tenants, 'importPeople'>): Route[] => [
  defineRoute({
    id: 'importUsers',
    method: 'post',
    path: '/v1/users/import',
    tag: 'Users',
    summary: 'Add the people of another system’s export; repeating it adds nobody twice',
    access: 'manage-people',
    limit: 'command',
    reauthenticate: true,
    bodyFormat: 'file',
    query: importPeopleQuery,
    body: fileBody,
    answers: { 200: { description: 'What became of the lines', schema: importReportShape } },
    errors: ['client-unknown', 'quota-reached', 'busy', 'store-unavailable'],
    async handle(request) {
      const { caller, body, query } = request
      const { format, dryRun, roles, mapRole, source = format, client = null } = query
      const report = gatheredReport()
      const counts = await importPeople(
        {
          tenantId: caller.tenantId,
          format,
          bytes: [body],
          source,
          roles,
          roleMap: roleMapOf(mapRole),
          clientId: client,
          isDry: dryRun,
        },
        administration(request),
        report,
      )
      return { status: 200, body: report.of(counts, dryRun) }
    },
  }),
]
