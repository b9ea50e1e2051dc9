const part = (token: string, place: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[place] ?? '', 'base64url').toString()) as Record<string, unknown>

/** What a token says, nothing verified. */
export const decodeProtectedHeader = (token: string) => part(token, 0)
export const decodeJwt = (token: string) => part(token, 1)
