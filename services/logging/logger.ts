export type LogFields = Readonly<Record<string, unknown>>

/**
 * What everybody logs through. `message` is a constant sentence; what varies goes into `fields`, errors as `error`.
 * Tokens, cookies and passwords are struck out by the name of their field and by their look.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** The same logger with fields that go on every line, e.g. `{ correlationId }`. */
  child(fields: LogFields): Logger
}

export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
}
