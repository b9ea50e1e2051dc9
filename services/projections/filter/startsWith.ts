import { afterPrefix } from './ranges.ts'
import type { SqlParameters } from './sqlParameters.ts'

/** A range instead of LIKE: an index can serve it under row-level security, and no character has a special meaning. */
export const startsWith = (column: string, prefix: string, { bind }: SqlParameters): string => {
  if (prefix === '') return `${column} is not null`
  const after = afterPrefix(prefix)
  const from = `${column} >= ${bind(prefix, 'text')}`
  return after === null ? from : `(${from} and ${column} < ${bind(after, 'text')})`
}
