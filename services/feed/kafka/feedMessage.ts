import type { Message } from 'kafkajs'
import { z } from 'zod'
import type { Position } from '#events/envelope.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'

/** Where a message stands; every message says so. */
export interface Placement {
  /** Which log the message is from: a topic may still hold messages of a log that no longer exists. */
  origin: string
  /** The number of partitions that tenants were spread over when it was written. */
  partitions: number
  /** Fence of the relay that wrote the message. */
  fence: number
  position: Position
  /**
   * No event of this partition lies between this position and this message. A reader that has read less than this has
   * missed something and asks the store. May be later than the partition's last event.
   */
  partitionPrevious: Position
}

export interface EventMessage extends Placement {
  kind: 'event'
  /** Position of the same tenant's event before this one; 0: none. */
  previous: Position
  event: StoredEvent
}
/** The partition holds every event up to `position`. */
export interface WatermarkMessage extends Placement {
  kind: 'watermark'
  /** When the relay wrote it, ISO 8601. */
  at: string
}
export type FeedMessage = EventMessage | WatermarkMessage

const position = z.number().int().min(0)
const placement = {
  origin: z.string(),
  partitions: z.number().int().positive(),
  fence: position,
  position,
  partitionPrevious: position,
}
const watermark = z.object({ kind: z.literal('watermark'), ...placement, at: z.iso.datetime() })
const envelope = z.object({
  kind: z.literal('event'),
  ...placement,
  previous: position,
  id: z.string(),
  type: z.string(),
  version: z.number(),
  tenantId: z.string(),
  stream: z.string(),
  revision: position,
  at: z.string(),
  subject: z.string().nullable(),
  sealed: z.string().nullable(),
})
const header = z.discriminatedUnion('kind', [envelope, watermark])

/**
 * An event's value is two lines of JSON: what the relay and the log say of it, then its payload as stored. A
 * watermark's value is one line.
 */
export const encodeEvent = (
  place: Placement & { previous: Position },
  { payload, sealed, ...event }: StoredEvent,
): Pick<Message, 'key' | 'value'> => {
  const said = { kind: 'event', ...place, ...event, sealed: sealed?.toString('base64') ?? null }
  return { key: event.tenantId, value: `${JSON.stringify(said)}\n${payload}` }
}

export const encodeWatermark = (place: Placement, at: string): Pick<Message, 'key' | 'value'> => ({
  key: null,
  value: JSON.stringify({ kind: 'watermark', ...place, at }),
})

const eventOf = (said: z.infer<typeof envelope>, payload: string): EventMessage => {
  const { kind, origin, partitions, fence, position, partitionPrevious, previous, sealed, ...rest } = said
  const event = { ...rest, position, payload, sealed: sealed === null ? null : Buffer.from(sealed, 'base64') }
  return { kind, origin, partitions, fence, position, partitionPrevious, previous, event }
}

/**
 * Null: the message is not ours, or it is broken. Nothing is lost: the next message shows the gap, and the reader asks
 * the store.
 */
export const decodeMessage = (value: Buffer | null): FeedMessage | null => {
  const text = value?.toString() ?? ''
  const end = text.indexOf('\n')
  try {
    const said = header.parse(JSON.parse(end < 0 ? text : text.slice(0, end)))
    if (said.kind === 'watermark') return said
    return end < 0 ? null : eventOf(said, text.slice(end + 1))
  } catch {
    return null
  }
}
