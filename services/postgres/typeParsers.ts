import { type CustomTypesConfig, types } from 'pg'

const { builtins } = types

/** Reads int8 as a number: positions and counts stay below 2^53. */
const integer = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond the safe integers`)
  return value
}

/** `2026-11-21 08:00:00.12+00`: the form that a connection in the time zone UTC sends. */
const utc = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/

/** Converts timestamptz to ISO 8601 UTC with milliseconds, the form that events and answers use. */
const isoInstant = (text: string): string => {
  const parts = utc.exec(text)
  if (parts === null) return new Date(text).toISOString()
  return `${parts[1]}T${parts[2]}.${(parts[3] ?? '').padEnd(3, '0').slice(0, 3)}Z`
}

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, integer],
  [builtins.TIMESTAMPTZ, isoInstant],
])

/** How column values become JavaScript values, where the driver's own way does not fit. */
export const typeParsers: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => parsers.get(oid) ?? types.getTypeParser(oid, format),
}
