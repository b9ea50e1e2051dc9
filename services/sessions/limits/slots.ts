import type { DeviceType, Recorded } from '#events/envelope.ts'
import type { SessionSlotTaken } from '#events/session/slots.ts'
import { type SlotsStream, slotsStream } from '#events/streams.ts'
import type { StreamType } from '#services/commands/streamType.ts'

/** A session that a sign-in was let start. */
export interface Slot {
  sessionId: string
  clientId: string
  deviceType: DeviceType
  /** ISO 8601. */
  takenAt: string
}

/** What a person's `slots-` stream says. */
export interface Slots {
  held: readonly Slot[]
  /** Sessions that gave way. Each sign-in makes sure that they have ended before its own session starts. */
  displaced: readonly string[]
  /** How many slots were ever taken: tells whether another sign-in came between a look and a decision. */
  taken: number
}

const evolve = ({ held, displaced, taken }: Slots, { type, data, at }: Recorded<SessionSlotTaken>): Slots => {
  if (type !== 'SessionSlotTaken') return { held, displaced, taken }
  const { sessionId, clientId, deviceType } = data
  const gone = new Set([...data.freed, ...data.displaced])
  return {
    held: [...held.filter((slot) => !gone.has(slot.sessionId)), { sessionId, clientId, deviceType, takenAt: at }],
    displaced: [...displaced.filter((id) => !gone.has(id)), ...data.displaced],
    taken: taken + 1,
  }
}

/** Raise `version` with every change of `Slots` or its fold. */
export const slotStreams: StreamType<SlotsStream, Slots> = {
  kind: 'slots',
  version: 1,
  nameOf: slotsStream,
  empty: { held: [], displaced: [], taken: 0 },
  fold: (slots, events) => events.reduce(evolve, slots),
  subjectOf: (_slots, userId) => userId,
}
