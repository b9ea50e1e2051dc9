import type { AllStreamRecordedEvent, EventData, JSONType } from '@eventstore/db-client'
import type { Position } from '#events/envelope.ts'
import type { StorableEvent, StoredEvent } from '../eventStore.ts'
import { clientLibrary } from './clientLibrary.ts'

/**
 * An event's metadata on the server: everything but its payload. `rollcall` is the version of this form, and marks
 * Rollcall's events. `sealed` is base64.
 */
interface StoredMetadata {
  rollcall: 1
  tenantId: string
  version: number
  at: string
  subject?: string
  sealed?: string
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The server answers an invalid id or type twice, and the second answer would end the process; so we check them first.
 */
const check = ({ id, type, payload }: StorableEvent): void => {
  if (!uuid.test(id)) throw new Error(`The event id ${JSON.stringify(id)} is not a UUID in lower case`)
  if (!/^[^$]/.test(type)) throw new Error(`The event type ${JSON.stringify(type)} is empty or the server's own`)
  if (!payload.isWellFormed()) throw new Error(`The payload of event ${id} is no valid text`)
}

/** @throws Error for a name that the server refuses or reserves */
export const checkStream = (stream: string): void => {
  if (!/^[^$]/.test(stream) || !stream.isWellFormed())
    throw new Error(`The stream name ${JSON.stringify(stream)} is empty, no valid text or the server's own`)
}

const metadataOf = ({ tenantId, version, at, subject, sealed }: StorableEvent): StoredMetadata => ({
  rollcall: 1,
  tenantId,
  version,
  at,
  ...(subject === null ? {} : { subject }),
  ...(sealed === null ? {} : { sealed: sealed.toString('base64') }),
})

/**
 * Converts an event for the server: the payload as JSON, so that the server's own pages can show it. The client parses
 * and writes that JSON itself, so a payload that would not come back as the same text is sent as bytes.
 */
export const toServer = (event: StorableEvent): { data: EventData; bytes: number } => {
  check(event)
  const { binaryEvent, jsonEvent } = clientLibrary()
  const { id, type, payload } = event
  const metadata = { ...metadataOf(event) }
  const parsed = JSON.parse(payload) as JSONType
  const isSame = JSON.stringify(parsed) === payload
  const data: EventData = isSame
    ? jsonEvent({ id, type, data: parsed, metadata })
    : binaryEvent({ id, type, data: Buffer.from(payload), metadata })
  // The server counts this way: the type in UTF-16, the data, the metadata.
  const bytes = 2 * type.length + Buffer.byteLength(payload) + Buffer.byteLength(JSON.stringify(metadata))
  return { data, bytes }
}

/** @throws Error for a position above 2^53 - 1, which is a log of 9 petabytes */
export const positionOf = ({ commit }: { commit: bigint }): Position => {
  if (commit > BigInt(Number.MAX_SAFE_INTEGER))
    throw new Error(`Position ${commit} of the log is beyond what Rollcall can hold (2^53 - 1)`)
  return Number(commit)
}

/**
 * True for Rollcall's own events; their metadata marks them. The server's and other applications' events have no such
 * mark.
 */
export const isOurs = ({ type, metadata }: AllStreamRecordedEvent): boolean =>
  !type.startsWith('$') && typeof metadata === 'object' && metadata !== null && 'rollcall' in metadata

/** Converts an event to the form that adapters hand out. The caller has checked `isOurs`. */
export const fromServer = (event: AllStreamRecordedEvent): StoredEvent => {
  const { version, tenantId, at, subject, sealed } = event.metadata as unknown as StoredMetadata
  return {
    id: event.id,
    type: event.type,
    version,
    tenantId,
    stream: event.streamId,
    revision: Number(event.revision),
    position: positionOf(event.position),
    at,
    payload: event.isJson ? JSON.stringify(event.data) : Buffer.from(event.data).toString('utf8'),
    subject: subject ?? null,
    sealed: sealed === undefined ? null : Buffer.from(sealed, 'base64'),
  }
}
