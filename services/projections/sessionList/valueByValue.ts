import type { FilterExpression } from '#events/filter/expression.ts'
import { sqlParameters } from '../filter/sqlParameters.ts'
import type { Place } from '../queries/cursors.ts'
import type { Order } from '../queries/keysetPage.ts'
import type { Facet } from '../liveDistribution/distributionDeltas.ts'
import type { Vocabulary } from '../vocabulary/readVocabulary.ts'
import type { Matching, PageSource } from './matchedSessions.ts'
import { sessionColumns } from './sessionRow.ts'

/** Orders of few values, which counters name, and the columns beside which an index holds them with the ids. */
const besides: Readonly<Record<string, { facet: Facet; columns: Readonly<Record<string, string>> }>> = {
  's.app': { facet: 'client', columns: { deviceType: 's.device_type', browser: 's.browser', os: 's.os' } },
  's.device_type': { facet: 'deviceType', columns: { app: 's.app', browser: 's.browser', os: 's.os' } },
}

/** For each value of the order, each text is asked for. */
const mostTexts = 30

const [lowestId, highestId] = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']

interface Beside {
  facet: Facet
  column: string
  texts: readonly string[]
}

/** Where the filter is words that stand in few texts of one column beside the order. */
const besideOf = (expression: FilterExpression, order: Order, vocabulary: Vocabulary): Beside | null => {
  const held = besides[order.column]
  if (held === undefined || expression.kind !== 'term' || expression.key !== 'any') return null
  const [only, ...others] = expression.values
  if (only?.kind !== 'words' || others.length > 0) return null
  const [found, ...elsewhere] = Object.entries(vocabulary(only) ?? {})
  if (found === undefined || elsewhere.length > 0) return null
  const [field, texts] = found
  const column = held.columns[field]
  return column === undefined || texts.length > mostTexts ? null : { facet: held.facet, column, texts }
}

/** Where a page begins, and how long it is. */
export interface PagePlace {
  after: Place | null
  limit: number
}

/**
 * A page in the order of what has few values, of a word that stands in few texts of another column: read by an index of both for each
 * value and text. Walking the order would pass all rows of values that have no such text; null: the page is not of that kind.
 */
export const valueByValue = (
  { tenantId, expression, vocabulary, order }: Matching & { order: Order },
  { after, limit }: PagePlace,
): PageSource | null => {
  const beside = besideOf(expression, order, vocabulary)
  if (beside === null) return null
  const { than, way, end } = order.descending
    ? { than: '<', way: 'desc', end: highestId }
    : { than: '>', way: 'asc', end: lowestId }
  return () => {
    const parameters = sqlParameters()
    const { bind } = parameters
    const [tenant, most] = [bind(tenantId, 'uuid'), bind(limit, 'bigint')]
    const key = after === null ? null : bind(after.key, 'text')
    const reached = key === null ? '' : `and folded ${than}= ${key}`
    const beyond =
      key === null
        ? ''
        : `and s.session_id ${than} case when held.value = ${key} then ${bind(after!.id, 'uuid')} else '${end}'::uuid end`
    const select = `select ${sessionColumns}, held.value as sort_key, s.session_id as row_id
      from (select distinct folded as value from live_distribution
            where tenant_id = ${tenant} and facet = ${bind(beside.facet, 'text')} ${reached} order by folded ${way}) held
      cross join lateral (
        select one.* from unnest(${bind(beside.texts, 'text[]')}) said (value) cross join lateral (
          select s.* from session_list s
          where s.tenant_id = ${tenant} and ${order.column} = held.value and ${beside.column} = said.value ${beyond}
          order by s.session_id ${way} limit ${most}) one
        order by one.session_id ${way} limit ${most}) s`
    return { select, where: 'true', parameters, order: { ...order, column: 'held.value' } }
  }
}
