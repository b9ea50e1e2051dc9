export type PasskeyRefusal =
  /** Nobody confirmed in time, or nothing was found to confirm with: browsers do not tell which. */
  | 'passkey-cancelled'
  /** What was shown is enrolled already. */
  | 'passkey-known'
  /** The page's address is not the one that passkeys of this server are for, or it is plain http. */
  | 'passkey-forbidden'
  | 'passkey-failed'

const refusals: Readonly<Record<string, PasskeyRefusal>> = {
  NotAllowedError: 'passkey-cancelled',
  AbortError: 'passkey-cancelled',
  InvalidStateError: 'passkey-known',
  SecurityError: 'passkey-forbidden',
}

/** The browser gave no passkey. */
export class PasskeyError extends Error {
  readonly code: PasskeyRefusal
  constructor(cause: unknown) {
    const { name, message } = cause instanceof Error ? cause : { name: '', message: String(cause) }
    super(message, { cause })
    this.name = 'PasskeyError'
    this.code = refusals[name] ?? 'passkey-failed'
  }
}
