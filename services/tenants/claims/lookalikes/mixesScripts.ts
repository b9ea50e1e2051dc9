/** Scripts that people write together (Unicode TR39 5.2, "highly restrictive"); every other one goes with none. */
const together = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
]
/** The other scripts in modern use (Unicode UAX 31, table 5). */
const alone =
  `Arabic Armenian Bengali Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Hebrew Kannada Khmer Lao
  Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan`.split(/\s+/)

const writtenIn = (scripts: readonly string[]): RegExp =>
  new RegExp(`^[${[...scripts, 'Common', 'Inherited'].map((script) => `\\p{scx=${script}}`).join('')}]*$`, 'u')

const single = [...together, ...alone.map((script) => [script])].map(writtenIn)

/** True if a part between dots or signs has letters of scripts that nobody writes together, or of one not in use. */
export const mixesScripts = (email: string): boolean =>
  email.split(/[.@_+-]/).some((part) => !single.some((scripts) => scripts.test(part)))
