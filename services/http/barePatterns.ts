const bare = (written: string): string => {
  const [, source, flags] = /^(.*)\/([a-z]+)$/s.exec(written) ?? []
  if (source === undefined) return written
  if (flags !== 'u') throw new Error(`JSON Schema reads every pattern with the flag u and no other: ${written}`)
  return source
}

/**
 * The generator writes a pattern as RegExp's toString() does, without the slashes around it but with the flags behind: `^a$/u`
 * matches nothing. A slash of the pattern itself is escaped there, so what stands behind a bare one are flags.
 */
export const withBarePatterns = (document: object): object => {
  const text = JSON.stringify(document, (key, value: unknown) =>
    key === 'pattern' && typeof value === 'string' ? bare(value) : value,
  )
  return JSON.parse(text) as object
}
