const bare = (written: string): string => {
  const [, source, flags] = /^((?:[^\\]|\\.)*?)\/([a-z]+)$/su.exec(written) ?? []
  if (source === undefined) return written
  if (flags !== 'u') throw new Error(`JSON Schema reads every pattern with the flag u and no other: ${written}`)
  return source
}

/**
 * The OpenAPI generator writes a pattern with its flags, as RegExp's toString() does, but without the opening slash: `^a$/u`,
 * which matches nothing. This takes slash and flags off. A slash inside a pattern is escaped or stands in a class, so one
 * that is not escaped, with nothing but letters behind it, begins the flags.
 */
export const withBarePatterns = (document: object): object => {
  const text = JSON.stringify(document, (key, value: unknown) =>
    key === 'pattern' && typeof value === 'string' ? bare(value) : value,
  )
  return JSON.parse(text) as object
}
