import type { Client } from '#services/ports/identity.ts'
import type { SignedIn } from '../commands/startedBy.ts'
import type { PageHeaders } from './clientRules.ts'
import type { SignInOrigin } from './proven.ts'

/** The session that the client asks for. */
export interface WantedSession {
  client: string
  /** Whether the person keeps the session over restarts. Absent: nothing was said. */
  remember?: boolean | undefined
  transport?: Client['transport'] | undefined
  lifetime?: SignedIn['lifetime']
  startedAt?: SignedIn['startedAt']
  /** Where a repeat of the request has to start the same session. */
  sessionId?: SignedIn['sessionId']
  /** What the person chose at a limit: the session that starts, and the ones that end for it. */
  chosen?: { sessionId: string; end: readonly string[] } | undefined
  /**
   * Refresh tokens in the client's cookies. A new session with a cookie replaces theirs, because nobody would hold their
   * tokens any more, or somebody else than their person would.
   */
  inPlaceOf: readonly string[]
}
export interface CompletionOrigin extends SignInOrigin {
  page: PageHeaders
}
