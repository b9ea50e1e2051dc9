import type { z } from 'zod'
import { systemShape } from '#events/wire/system.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { systemView } from '../queries/systemView.ts'

/** What a process reports about itself, the others and the log. */
export interface RunningProcess {
  version: string
  roles: readonly string[]
  processes: () => Promise<z.infer<typeof systemShape>['processes']>
  logAheadSeconds: () => Promise<number>
}

export const systemRoute = (
  read: ReturnType<typeof systemView>,
  { version, roles, processes, logAheadSeconds }: RunningProcess,
): Route =>
  defineRoute({
    id: 'readSystem',
    method: 'get',
    path: '/v1/system',
    tag: 'Operator',
    summary: 'Processes, views and parked events; nothing of any tenant',
    access: 'operate',
    limit: 'read',
    answers: { 200: { description: 'The system', schema: systemShape } },
    errors: [],
    handle: async () => ({
      status: 200,
      body: {
        version,
        roles,
        processes: await processes(),
        logAheadSeconds: await logAheadSeconds(),
        ...(await read()),
      },
    }),
  })
