import type { Actor, Position } from '#events/envelope.ts'
import type { RevocationCause } from '#events/session/events.ts'

/**
 * What sessions ask of the ended set and of the views, at start and while they clean up. The composition root connects
 * them.
 */

/**
 * An ended session, kept while one of its access tokens may be unexpired. The message to its person stands in its
 * stream.
 */
export interface EndedSession {
  sessionId: string
  /** Revocation cause, logout's `by`, or expiry's kind. */
  cause: string
  /** Milliseconds since the epoch. */
  endedAt: number
  /** Milliseconds since the epoch. */
  keepUntil: number
}

/** How often tokens of a subject were outdated. The subject is the user, or the whole tenant with `userId` null. */
export interface GenerationCount {
  tenantId: string
  userId: string | null
  /** Number of events that outdated tokens. */
  count: number
  /** The longest lifetime of an access token that any of the tenant's policies has allowed so far. 0 for users. */
  longestAccessSeconds: number
}

/** The ended set as of `position`. */
export interface RevocationsAtStart {
  position: Position
  ended: EndedSession[]
  generations: GenerationCount[]
}

/** Ended sessions, stored beside the log, so that a starting process need not read the whole log. */
export interface EndedSet {
  load: () => Promise<RevocationsAtStart>
  /** Updates the set as the log grows, until the signal aborts. One process does it for all. */
  keep: (signal: AbortSignal) => Promise<void>
}

/** A session that a user-wide or tenant-wide event has ended, but whose own stream does not say so yet. */
export interface UndrainedSession {
  tenantId: string
  sessionId: string
  cause: RevocationCause
  reason: string | null
  message: string | null
  ticket: string | null
  operationId: string | null
  /** The ending event's actor. */
  actor: Actor
  correlationId: string
  /** The ending event's id. */
  causationId: string
}
/** `position`: how far the view had read. `sessions`: at most `limit`, oldest ending first. */
export type UndrainedSessions = (limit: number) => Promise<{ position: Position; sessions: UndrainedSession[] }>

/**
 * Sessions that the view shows as active although they expired at or before `now` (ISO 8601), earliest expiry first.
 */
export type ExpiryCandidates = (
  now: string,
  limit: number,
) => Promise<{ position: Position; sessions: { tenantId: string; sessionId: string }[] }>

/**
 * Live sessions of a user. Waits up to 300 ms for the view to catch up with the log, then answers what the view shows.
 */
export type LiveSessionIds = (tenantId: string, userId: string) => Promise<string[]>

/** How long tokens live and which generation they must have, as this process has read the log. */
export interface TokenRules {
  /** Until when an access token issued before `at` (ISO 8601) may be unexpired; milliseconds since the epoch. */
  keptUntil: (tenantId: string, at: string) => number
  /** How often tokens of the user, or of the whole tenant with `userId` null, were outdated. */
  generationOf: (tenantId: string, userId: string | null) => number
}
