import pg from 'pg'

const { builtins } = pg.types

/** int8 as a number: positions and counts stay below 2^53. */
const integer = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond the safe integers`)
  return value
}

/** timestamptz as the ISO 8601 UTC text with milliseconds that events and answers use. */
const isoInstant = (text: string): string => new Date(text).toISOString()

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, integer],
  [builtins.TIMESTAMPTZ, isoInstant],
])

/** How column values become JavaScript values, beyond what the driver does by itself. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? pg.types.getTypeParser(oid, format as 'text'),
}
