/** A value that its column cannot hold. */
export class Unencodable extends Error {
  constructor(cause: unknown) {
    super('a value does not fit its column', { cause })
    this.name = 'Unencodable'
  }
}

/**
 * SQLSTATE class 22 (data exception), or a null that the column does not allow: the row is wrong, not the statement or
 * the server.
 */
const refusals = /^(?:22...|23502)$/

/** True when storing failed because of what a row holds. */
export const isRefusedValue = (error: unknown): boolean =>
  error instanceof Unencodable ||
  (error instanceof Error && 'code' in error && typeof error.code === 'string' && refusals.test(error.code))
