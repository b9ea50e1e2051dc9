import { systemShape } from '#events/wire/system.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { systemView } from '../queries/systemView.ts'

/** What a process reports about itself and the log. */
export interface RunningProcess {
  version: string
  roles: readonly string[]
  logAheadSeconds: () => Promise<number>
}

export const systemRoute = (
  read: ReturnType<typeof systemView>,
  { version, roles, logAheadSeconds }: RunningProcess,
): Route =>
  defineRoute({
    id: 'readSystem',
    method: 'get',
    path: '/v1/system',
    tag: 'Operator',
    summary: 'Versions, roles, and how the views stand; nothing of any tenant',
    access: 'operate',
    limit: 'read',
    answers: { 200: { description: 'The system', schema: systemShape } },
    errors: [],
    handle: async () => ({
      status: 200,
      body: { version, roles, logAheadSeconds: await logAheadSeconds(), ...(await read()) },
    }),
  })
