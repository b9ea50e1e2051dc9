import { fieldName } from './readRecords.ts'

/** Names that columns commonly have, by the field that each is. Of several columns of one field the first named here counts. */
export type KnownColumns<Field extends string> = Readonly<Record<Field, readonly string[]>>

/** Which column is which field. */
export type Columns<Field extends string> = Partial<Record<Field, string>>

/** `given`: fields by the column that somebody has named for them; those go first. */
export const recognise = <Field extends string>(
  known: KnownColumns<Field>,
  names: readonly string[],
  given: ReadonlyMap<string, Field>,
): Columns<Field> => {
  const columns: Columns<Field> = {}
  for (const [column, field] of given) if (names.includes(column)) columns[field] = column
  const taken = new Set(given.keys())
  const fields = Object.keys(known) as Field[]
  for (const field of fields) {
    if (columns[field] !== undefined) continue
    const column = known[field]
      .map((name) => names.find((one) => !taken.has(one) && fieldName(one) === name))
      .find((found) => found !== undefined)
    if (column === undefined) continue
    columns[field] = column
    taken.add(column)
  }
  return columns
}
