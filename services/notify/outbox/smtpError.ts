/** What nodemailer says of a failure. */
export interface SMTPError extends Error {
  /** Of nodemailer or the system, e.g. `ECONNREFUSED`. */
  code?: string
  /** The command that was answered, e.g. `RCPT TO`. */
  command?: string
  responseCode?: number
  response?: string
}

export const isSMTPError = (error: unknown): error is SMTPError => error instanceof Error
