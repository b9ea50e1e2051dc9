/** A session's id as four words of 32 bits. */
export type SessionWords = readonly [number, number, number, number]

/** Of a UUID as Rollcall writes it. */
export const isId = (text: string): boolean => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(text)

/** Null: no id that a session can have. */
export const sessionWords = (id: string): SessionWords | null => {
  const small = id.toLowerCase()
  if (!isId(small)) return null
  const digits = small.replaceAll('-', '')
  const word = (at: number): number => Number.parseInt(digits.slice(at, at + 8), 16) | 0
  return [word(0), word(8), word(16), word(24)]
}
