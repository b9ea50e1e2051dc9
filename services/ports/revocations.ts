import type { Actor, Position } from '#events/envelope.ts'
import type { RevocationCause } from '#events/session/events.ts'

/** What sessions ask of the views, at start and while they clean up; services/projections answers, the composition root wires. */

/** An ended session, kept as long as an access token of it could still be unexpired. What its person is told is in its stream. */
export interface EndedSession {
  tenantId: string
  sessionId: string
  /** Revocation cause, logout's `by`, or expiry's kind. */
  cause: string
  endedAt: string
  keepUntil: string
}

/** How many events of a subject outdate tokens: of the tenant with `userId` null, else of that user. */
export interface GenerationCount {
  tenantId: string
  userId: string | null
  count: number
  /** Of the last event that is counted; where a feed has partitions, it may be after what all views cover. */
  position: Position
}

/** View `revocations` as of `position`; parts of it may be further. */
export interface RevocationsAtStart {
  position: Position
  ended: EndedSession[]
  generations: GenerationCount[]
}
export type LoadRevocations = () => Promise<RevocationsAtStart>

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
