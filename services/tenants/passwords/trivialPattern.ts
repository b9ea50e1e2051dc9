/** Keys that follow each other: digits, alphabet, rows, columns and a zigzag of QWERTY, QWERTZ and AZERTY keyboards. */
const rows = [
  '1234567890',
  '0123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiopü',
  'asdfghjklöä',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  '!@#$%^&*()',
  '!"§$%&/()=',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz',
  '2wsx',
  '3edc',
  '4rfv',
  '5tgb',
  '6yhn',
  '7ujm',
]
const neighbours: ReadonlySet<string> = new Set(
  rows.flatMap((row) => {
    const keys = Array.from(row)
    return keys.slice(1).flatMap((key, index) => [keys[index]! + key, key + keys[index]!])
  }),
)

/** True if the text goes on as its last characters did: the same again, or the next one in a row. */
const goesOn = (before: string, key: string): boolean => before === key || neighbours.has(before + key)

/** Lengths of the stretches in which each character follows from the one before. */
const stretches = (keys: readonly string[]): number[] => {
  const lengths: number[] = []
  keys.forEach((key, index) => {
    if (index > 0 && goesOn(keys[index - 1]!, key)) lengths.push(lengths.pop()! + 1)
    else lengths.push(1)
  })
  return lengths
}

/** How much there is to guess: a stretch of three or more counts once, because words have pairs such as `st` and `de`. */
const piecesOf = (keys: readonly string[]): number =>
  stretches(keys).reduce((sum, length) => sum + (length < 3 ? length : 1), 0)

/** The shortest beginning that the whole text repeats, e.g. `abc` of `abcabcab`. */
const repeatedPart = (keys: readonly string[]): readonly string[] => {
  const length = keys.findIndex((_, size) => size > 0 && keys.every((key, at) => key === keys[at % size]))
  return length === -1 ? keys : keys.slice(0, length)
}

/** The least pieces, and the least characters of a repeated part, that are no pattern. */
const fewestPieces = 5
const shortestRepeated = 8

/** True of repeats, sequences and rows of the keyboard, also of two or three put together: abcd1234, qwerty!!!, hophophop. */
export const isTrivialPattern = (text: string): boolean => {
  const keys = Array.from(text.toLowerCase())
  const part = repeatedPart(keys)
  return piecesOf(keys) < fewestPieces || (part.length < keys.length && part.length < shortestRepeated)
}
