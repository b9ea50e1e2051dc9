/** Revocation causes, kinds of expiry and kinds of logout that come of what the person did or did not do. */
const ownCauses: ReadonlySet<string> = new Set([
  'person',
  'user',
  'client',
  'credential',
  'limit',
  'inactivity',
  'idle',
  'absolute',
])

/** The tenant's neutral text says that the tenant ended the session: nobody is told so who signed out or stayed away. */
export const isOwnEnding = (cause: string): boolean => ownCauses.has(cause)
