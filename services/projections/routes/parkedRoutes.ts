import { z } from 'zod'
import { systemTenantId } from '#events/streams.ts'
import { fixedOrder, pageOf as pageShape } from '#events/wire/page.ts'
import { paging } from '#events/wire/queries.ts'
import { parkedEventShape, retryAskedShape } from '#events/wire/system.ts'
import { askRetry } from '#services/consumers/askedRetries.ts'
import { listParked } from '#services/consumers/listParked.ts'
import { actorOf } from '#services/http/caller.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Cursors } from '../queries/cursors.ts'
import type { RetryOf } from '../queries/retryOf.ts'

export interface ParkedRouteNeeds {
  writer: Pool
  cursors: Cursors
  positions: WirePositions
  retryOf: RetryOf
  logger: Pick<Logger, 'warn'>
}

const tag = 'Operator'
const access = 'operate'
const identity = { tenantId: systemTenantId, list: 'parked' }

const list = ({ writer, cursors, positions }: ParkedRouteNeeds): Route =>
  defineRoute({
    id: 'listParkedEvents',
    method: 'get',
    path: '/v1/system/parked',
    tag,
    summary: 'Events that a view or another reader of the log could not take, newest in the log first',
    access,
    limit: 'read',
    query: z.strictObject(paging),
    answers: { 200: { description: fixedOrder, schema: pageShape(parkedEventShape) } },
    errors: ['invalid-cursor'],
    async handle({ query: { cursor, limit } }) {
      const place = cursor === undefined ? null : cursors.open(identity, cursor)
      const after = place === null ? null : { position: Number(place.key), view: place.id }
      const rows = await listParked(writer, { after, limit: limit + 1 })
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      const hasMore = rows.length > limit && last !== undefined
      const items = shown.map((row) => ({ ...row, position: positions.seal(systemTenantId, row.position) }))
      const nextCursor = hasMore ? cursors.seal(identity, { key: last.position, id: last.view }) : null
      return { status: 200, body: { items, nextCursor, total: after === null && !hasMore ? shown.length : null } }
    },
  })

const retry = ({ writer, retryOf, logger }: ParkedRouteNeeds): Route =>
  defineRoute({
    id: 'retryParkedEvents',
    method: 'post',
    path: '/v1/system/parked/{reader}/retry',
    tag,
    summary: 'Drive again all events that a reader of the log has parked; GET /v1/system tells what became of them',
    access,
    limit: 'command',
    params: z.strictObject({ reader: z.string().regex(/^[a-z_]{1,63}$/) }),
    answers: { 202: { description: 'Asked', schema: retryAskedShape } },
    errors: ['not-found', 'wrong-state'],
    async handle({ caller, correlationId, params: { reader } }) {
      const remedy = retryOf(reader)
      if (remedy === null) throw new CodedError('not-found')
      if (remedy.by === 'command')
        throw new CodedError('wrong-state', { detail: `A view is made anew as a whole: run "${remedy.command}".` })
      const asked = await askRetry(writer, reader)
      if (asked === 0) throw new CodedError('not-found')
      logger.warn('An operator has parked events driven again', {
        reader,
        asked,
        by: actorOf(caller, 'administration').id,
        correlationId,
      })
      return { status: 202, body: { asked } }
    },
  })

/** What operators see of parked events and do about them. */
export const parkedRoutes = (needs: ParkedRouteNeeds): Route[] => [list(needs), retry(needs)]
