const ascii = /^[\x20-\x7e]*$/

/**
 * The form in which text is compared: filter values when parsed, rows when projected and in the live predicate.
 * Unicode-wide and idempotent; upper-casing first makes ß equal ss and all three sigmas equal.
 */
export const fold = (text: string): string => {
  if (ascii.test(text)) return text.toLowerCase()
  const upper = text.toWellFormed().normalize('NFKC').toUpperCase()
  // Letter by letter, because toLowerCase of a whole word turns a last Σ into ς, which no prefix would match.
  return Array.from(upper, (letter) => letter.toLowerCase())
    .join('')
    .normalize('NFKC')
}

/** `Chrome 142` -> `Chrome`: what people type when the version does not matter. */
export const family = (software: string): string => software.replace(/\s+v?\d[\w.]*$/i, '')
