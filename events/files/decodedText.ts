/** Why a file cannot be read at all. */
export class UnreadableFile extends Error {}

const startsWith = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((byte, at) => bytes[at] === byte)

const wrongEncoding = () =>
  new UnreadableFile('The file is not UTF-8. Save it as UTF-8 (a spreadsheet calls that “CSV UTF-8”) and try again.')

/**
 * Text of bytes that come in pieces. Passes over a byte order mark.
 * @throws UnreadableFile for what is not UTF-8, UTF-16 among it
 */
export const decodedText = () => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let isFirst = true
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
    } catch {
      throw wrongEncoding()
    }
  }
  return {
    take(bytes: Uint8Array): string {
      if (isFirst && (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff))) throw wrongEncoding()
      isFirst = false
      return decode(bytes)
    },
    end: (): string => decode(),
  }
}
