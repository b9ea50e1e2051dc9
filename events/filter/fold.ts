const ascii = /^[\x20-\x7e]*$/

/**
 * The form in which text is compared: filter values when parsed, rows when projected and in the live predicate.
 * Unicode-wide and idempotent; going down, up and down again makes ẞ, ß and ss equal, and all three sigmas.
 */
export const fold = (text: string): string => {
  if (ascii.test(text)) return text.toLowerCase()
  const upper = text.toWellFormed().normalize('NFKC').toLowerCase().toUpperCase()
  // Letter by letter, because toLowerCase of a whole word turns a last Σ into ς, which no prefix would match.
  return Array.from(upper, (letter) => letter.toLowerCase())
    .join('')
    .normalize('NFKC')
}

/** `Chrome 142` -> `Chrome`: what people type when the version does not matter. */
export const family = (software: string): string => software.replace(/\s+v?\d[\w.]*$/i, '')
