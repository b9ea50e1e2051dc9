import type { Page } from '#services/ports/operationViews.ts'
import { compileFilter } from '../filter/compileFilter.ts'
import { peopleComparisons } from './peopleComparisons.ts'
import { readFilter } from '../filter/readFilter.ts'
import { sqlParameters } from '../filter/sqlParameters.ts'
import { type KeysetRow, keysetPage } from '../queries/keysetPage.ts'
import { orderOf, type PeopleSort, peopleSorts } from '../queries/orders.ts'
import { pageOf } from '../queries/page.ts'
import { personColumns, type PersonRow, personRow, type SelectedPerson } from './personRow.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import type { ListRequest, ViewsAsked } from '../queries/viewsAsked.ts'
import { readVocabulary, type Vocabulary } from '../vocabulary/readVocabulary.ts'

interface Matching {
  where: string
  parameters: ReturnType<typeof sqlParameters>
}

const count = async (snapshot: Snapshot, { where, parameters }: Matching): Promise<number> => {
  const statement = `select count(*) as total from user_overview u where ${where}`
  return (await snapshot.query<{ total: number }>(statement, parameters.values)).rows[0]!.total
}

/** A page of people; `total` is exact. @throws CodedError invalid-filter, invalid-cursor */
export const listPeople =
  ({ databases, cursors, clock }: ViewsAsked) =>
  async (tenantId: string, request: ListRequest<PeopleSort>): Promise<Page<PersonRow>> => {
    const { filter, sort, cursor, limit } = request
    const list = { tenantId, list: 'people', filter, sort }
    const after = cursor === undefined ? null : cursors.open(list, cursor)
    const now = after?.now ?? clock.now()
    const expression = readFilter(filter, 'people', now)
    const order = orderOf(peopleSorts, sort)
    const matching = (vocabulary: Vocabulary): Matching => {
      const parameters = sqlParameters()
      const tenant = parameters.bind(tenantId, 'uuid')
      const condition = compileFilter(expression, peopleComparisons, { parameters, now, vocabulary })
      return { where: `u.tenant_id = ${tenant} and ${condition}`, parameters }
    }
    const query = (vocabulary: Vocabulary) => ({
      ...matching(vocabulary),
      select: `select ${personColumns}, ${order.column} as sort_key, u.user_id as row_id from user_overview u`,
      order,
      after,
      limit: limit + 1,
    })
    return inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const vocabulary = await readVocabulary(snapshot, tenantId, expression)
      return pageOf({
        rows: await keysetPage<SelectedPerson & KeysetRow>(snapshot, () => query(vocabulary)),
        limit,
        show: (rows) => rows.map((row) => personRow(row, now)),
        placeOf: (last) => ({ key: last.sort_key, id: last.row_id, now }),
        list,
        cursors,
        total: await count(snapshot, matching(vocabulary)),
        isFirst: after === null,
        position: snapshot.position,
      })
    })
  }
