/**
 * The bytes of a base64url text (RFC 4648 5). Null unless the text is the only way to write them: other characters,
 * padding and set bits after the last byte are refused, where decoders pass over them.
 */
export const decodeBase64url = (text: string): Buffer | null => {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}
