import type { Queryable } from '#services/postgres/queryable.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'
import { runInTurn } from '../live/runInTurn.ts'
import { type SessionLogRow, sessionLogTable } from '../sessionLog/sessionLogTable.ts'
import { ensureRows, tableRows } from '../tables/upsertRows.ts'
import { fieldsOfLines, foldVocabulary } from '../vocabulary/foldVocabulary.ts'
import { nobody, vocabularyTable } from '../vocabulary/vocabularyTable.ts'
import type { ForgottenPerson } from './forgottenPeople.ts'

type LineField = (typeof fieldsOfLines)[number]
/** Texts by the field of the log's lines in which they stand. */
export type TextsOfLines = ReadonlyMap<LineField, readonly string[]>

const columnOf = (field: LineField): string => sessionLogTable.kept.find(({ property }) => property === field)!.name

/** The texts that the lines of a person hold. */
export const textsOfPerson = async (
  database: Queryable,
  { tenantId, userId }: ForgottenPerson,
): Promise<TextsOfLines> => {
  const values = fieldsOfLines.map((field) => `('${field}', ${columnOf(field)})`).join(', ')
  const { rows } = await database.query<{ field: LineField; value: string }>(
    `select distinct said.field, said.value from session_log, lateral (values ${values}) said (field, value)
     where tenant_id = $1 and user_id = $2 and said.value is not null`,
    [tenantId, userId],
  )
  const byField = Map.groupBy(rows, ({ field }) => field)
  return new Map([...byField].map(([field, said]) => [field, said.map(({ value }) => value)]))
}

/** Drops the words of those texts that no line of the tenant holds any more. */
const dropUnsaid = async (database: Queryable, tenantId: string, texts: TextsOfLines): Promise<void> => {
  for (const [field, values] of texts)
    await database.query(
      `delete from vocabulary said where tenant_id = $1 and field = $2 and user_id = '${nobody}' and value = any ($3)
       and not exists (select from session_log line where line.tenant_id = $1 and line.${columnOf(field)} = said.value)`,
      [tenantId, field, values],
    )
}

export interface WordsOfPerson {
  person: ForgottenPerson
  /** What the person's lines held before they were erased. */
  before: TextsOfLines
  /** The person's events and lines as they are now. */
  own: readonly (readonly [ViewEvent, SessionLogRow])[]
}

/** Replaces the words of a person by those that are left, after the lines were stored. */
export const eraseWords = async (database: Queryable, { person, before, own }: WordsOfPerson): Promise<void> => {
  const { tenantId, userId } = person
  const vocabulary = foldVocabulary()
  for (const [event, line] of own)
    try {
      vocabulary.apply(event, line)
    } catch {
      // An event that cannot be opened has no words, as when it was first projected.
    }
  const now = (field: LineField): Set<string | null> => new Set(own.map(([, line]) => line[field]))
  const vanished = [...before].map(([field, values]) => {
    const left = now(field)
    return [field, values.filter((value) => !left.has(value))] as const
  })
  await database.query('delete from vocabulary where tenant_id = $1 and user_id = $2', [tenantId, userId])
  await runInTurn(database, [() => ensureRows(tableRows(vocabularyTable, [...vocabulary.rows()]))])
  await dropUnsaid(database, tenantId, new Map(vanished.filter(([, values]) => values.length > 0)))
}
