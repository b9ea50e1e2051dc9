import { createHash } from 'node:crypto'
import type { StoredEvent } from './eventStore.ts'

/** An event with its place in its stream, but not in a log. */
export type HistoryEvent = Omit<StoredEvent, 'position'>

/**
 * An event as one line of text, the same whichever store it comes from. Backups hold these lines, and two logs are
 * compared by them. JSON of [id, type, version, tenantId, stream, revision, at, payload, subject, sealed in base64].
 */
export const eventLine = (event: HistoryEvent): string => {
  const { id, type, version, tenantId, stream, revision, at, payload, subject, sealed } = event
  return JSON.stringify([
    id,
    type,
    version,
    tenantId,
    stream,
    revision,
    at,
    payload,
    subject,
    sealed?.toString('base64') ?? null,
  ])
}

type Line = [string, string, number, string, string, number, string, string, string | null, string | null]

/** Reads a line that `eventLine` wrote, without validation. */
export const eventIn = (line: string): HistoryEvent => {
  const [id, type, version, tenantId, stream, revision, at, payload, subject, sealed] = JSON.parse(line) as Line
  const blob = sealed === null ? null : Buffer.from(sealed, 'base64')
  return { id, type, version, tenantId, stream, revision, at, payload, subject, sealed: blob }
}

/**
 * Lifts the time of an event that is earlier than the event before it in the log. PostgreSQL's adapter stores such
 * times already, KurrentDB's does not. So a copy or a comparison lifts them, and both stores give the same times.
 */
export const inOrderOfTime = (): (<Event extends { at: string }>(event: Event) => Event) => {
  let latest = ''
  return (event) => {
    if (event.at >= latest) {
      latest = event.at
      return event
    }
    return { ...event, at: latest }
  }
}

export interface LogDigest {
  add: (line: string) => void
  /** SHA-256 in hex. */
  value: () => string
}

/** The digest of a log: its lines in order, each with a line break. */
export const logDigest = (): LogDigest => {
  const hash = createHash('sha256')
  return {
    add: (line) => void hash.update(line).update('\n'),
    value: () => hash.copy().digest('hex'),
  }
}
