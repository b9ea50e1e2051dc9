import { CodedError } from '#services/ports/errors.ts'

/** Refuses bytes that are no UTF-8, where lenient decoders put other characters in their place. Passes over a byte order mark. */
const utf8 = new TextDecoder('utf-8', { fatal: true })

const invalid = () => new CodedError('invalid-json', { detail: 'The body is not a JSON object in UTF-8.' })

const valueOf = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch {
    throw invalid()
  }
}

/** An object or an array; {} of no bytes at all. @throws CodedError invalid-json */
export const parseJson = (bytes: Uint8Array): unknown => {
  if (bytes.length === 0) return {}
  const value = valueOf(bytes)
  if (typeof value !== 'object' || value === null) throw invalid()
  return value
}
