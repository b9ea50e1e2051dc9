import { type ColumnType, text, uuid } from '../tables/columnTypes.ts'
import { type RowOf, viewTable } from '../tables/viewTable.ts'

/** What a text says of a row. */
export type VocabularyField =
  'email' | 'name' | 'type' | 'app' | 'deviceType' | 'browser' | 'os' | 'network' | 'country' | 'region' | 'city'

const kept = {
  tenantId: uuid,
  /** Its beginning, where a word is very long. */
  word: text,
  field: text as ColumnType<VocabularyField>,
  /** The folded text that holds the word. */
  value: text,
  /** Whose name or e-mail address it is; for other texts `nobody`. */
  userId: uuid,
}
export type VocabularyRow = RowOf<typeof kept>
/** Words of all texts that rows of the tenant were ever named by. */
export const vocabularyTable = viewTable('vocabulary', kept, ['tenantId', 'word', 'field', 'value', 'userId'], {}, [
  'word',
  'value',
])

export const nobody = '00000000-0000-0000-0000-000000000000'
