import type { Actor, Position } from '#events/envelope.ts'
import type { RevocationCause } from '#events/session/events.ts'

/** What sessions ask, at start and while they clean up, of the ended set and of the views; the composition root wires. */

/** An ended session, kept as long as an access token of it could still be unexpired. What its person is told is in its stream. */
export interface EndedSession {
  sessionId: string
  /** Revocation cause, logout's `by`, or expiry's kind. */
  cause: string
  /** Milliseconds since the epoch. */
  endedAt: number
  /** Milliseconds since the epoch. */
  keepUntil: number
}

/** What is known of a subject: of the tenant with `userId` null, else of that user. */
export interface GenerationCount {
  tenantId: string
  userId: string | null
  /** Events that outdate tokens. */
  count: number
  /** The longest lifetime of an access token that any policy of the tenant has allowed so far; 0 for users. */
  longestAccessSeconds: number
}

/** Who is ended as of `position`. */
export interface RevocationsAtStart {
  position: Position
  ended: EndedSession[]
  generations: GenerationCount[]
}

/** Who is ended, remembered beside the log, so that a process that starts need not read all of it. */
export interface EndedSet {
  load: () => Promise<RevocationsAtStart>
  /** Keeps it along with the log until the signal aborts. One process does it for all. */
  keep: (signal: AbortSignal) => Promise<void>
}

/** A session that a user- or tenant-wide event has ended and whose own stream does not say so yet. */
export interface UndrainedSession {
  tenantId: string
  sessionId: string
  cause: RevocationCause
  reason: string | null
  message: string | null
  ticket: string | null
  operationId: string | null
  /** Of the ending event. */
  actor: Actor
  correlationId: string
  /** The ending event's id. */
  causationId: string
}
/** `position`: what the view covered when asked; `sessions`: at most `limit`, oldest ending first. */
export type UndrainedSessions = (limit: number) => Promise<{ position: Position; sessions: UndrainedSession[] }>

/** Sessions shown as active although idle or absolute expiry lies at or before `now` (ISO 8601), longest lapsed first. */
export type ExpiryCandidates = (
  now: string,
  limit: number,
) => Promise<{ position: Position; sessions: { tenantId: string; sessionId: string }[] }>

/** Sessions of a user that are live as of now, or as of the view where it cannot keep up within 300 ms. */
export type LiveSessionIds = (tenantId: string, userId: string) => Promise<string[]>
