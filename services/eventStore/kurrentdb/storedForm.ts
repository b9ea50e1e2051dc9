import {
  type AllStreamRecordedEvent,
  binaryEvent,
  type EventData,
  jsonEvent,
  type JSONType,
} from '@eventstore/db-client'
import type { Position } from '#events/envelope.ts'
import type { StorableEvent, StoredEvent } from '../eventStore.ts'

/**
 * What stands beside an event's data: all that is not its payload. `rollcall` is the version of this form, and tells
 * Rollcall's events from others'. `sealed` is base64.
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

/** An id or a type the server refuses would be answered twice, and the second answer would end the process. */
const check = ({ id, type, payload }: StorableEvent): void => {
  if (!uuid.test(id)) throw new Error(`The event id ${JSON.stringify(id)} is not a UUID in lower case`)
  if (!/^[^$]/.test(type)) throw new Error(`The event type ${JSON.stringify(type)} is empty or the server's own`)
  if (!payload.isWellFormed()) throw new Error(`The payload of event ${id} is no valid text`)
}

/** @throws Error for a name that the server refuses or keeps for itself. */
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
 * The form for the server: the payload as JSON, readable in its own pages. The client writes and parses JSON by itself; a
 * payload that would not come back as the same text goes as plain bytes.
 */
export const toServer = (event: StorableEvent): { data: EventData; bytes: number } => {
  check(event)
  const { id, type, payload } = event
  const metadata = { ...metadataOf(event) }
  const parsed = JSON.parse(payload) as JSONType
  const isSame = JSON.stringify(parsed) === payload
  const data: EventData = isSame
    ? jsonEvent({ id, type, data: parsed, metadata })
    : binaryEvent({ id, type, data: Buffer.from(payload), metadata })
  // As the server counts: type in UTF-16, data, metadata.
  const bytes = 2 * type.length + Buffer.byteLength(payload) + Buffer.byteLength(JSON.stringify(metadata))
  return { data, bytes }
}

/** @throws Error beyond 2^53 - 1, which is a log of 9 petabytes. */
export const positionOf = ({ commit }: { commit: bigint }): Position => {
  if (commit > BigInt(Number.MAX_SAFE_INTEGER))
    throw new Error(`Position ${commit} of the log is beyond what Rollcall can hold (2^53 - 1)`)
  return Number(commit)
}

/** Rollcall's own events, told by what stands beside them; the server's and other applications' are not. */
export const isOurs = ({ type, metadata }: AllStreamRecordedEvent): boolean =>
  !type.startsWith('$') && typeof metadata === 'object' && metadata !== null && 'rollcall' in metadata

/** The form that adapters hand out. Only for an event that `isOurs`. */
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
