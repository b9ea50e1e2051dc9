import pLimit from 'p-limit'
import type { KnownSession } from '#events/session/fold.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import { lapseOf } from '../commands/lapse.ts'
import type { ReadSession, RememberedSessions } from '../commands/sessionStreams.ts'
import type { WideEndingOf } from '../endings/wideEnding.ts'
import type { CountedSession, SeenSessions } from './decideSlot.ts'
import type { Slot, Slots } from './slots.ts'

export interface LookingAtSessions {
  clock: Clock
  sessions: RememberedSessions
  wideEndingOf: WideEndingOf
}

/** What a person's sessions are, and those of them that live. */
export interface Looked extends SeenSessions {
  live: readonly KnownSession[]
}

/**
 * How long a slot is kept for a session that has not begun. Whoever took it begins the session within a fraction of that, or not at
 * all.
 */
export const keptForStartMs = 120_000

/** Streams that are read at the same time. */
const width = 20

const countedLive = (session: KnownSession): CountedSession => ({
  sessionId: session.sessionId,
  clientId: session.clientId,
  deviceType: session.first.context?.device?.type ?? 'unknown',
  standing: 'live',
  startedAt: session.startedAt,
  lastActiveAt: session.lastActiveAt,
})

const countedSlot = ({ sessionId, clientId, deviceType, takenAt }: Slot): CountedSession => ({
  sessionId,
  clientId,
  deviceType,
  standing: 'starting',
  startedAt: takenAt,
  lastActiveAt: takenAt,
})

type Standing = { live: KnownSession } | 'absent' | 'over'

/**
 * Looks at a person's sessions, each in its own stream: views may be old, and a slot does not say whether its session ended. `besides`:
 * sessions that may have no slot.
 */
export const lookAtSessions = ({ clock, sessions, wideEndingOf }: LookingAtSessions) => {
  const hasEnded = async (tenantId: string, { session, startedPosition }: ReadSession): Promise<boolean> => {
    if (session.status !== 'active') return true
    if (lapseOf(session, instant(clock)) !== null) return true
    return (await wideEndingOf(tenantId, { session, startedPosition })) !== null
  }
  const standingOf = async (tenantId: string, sessionId: string): Promise<Standing> => {
    const recalled = sessions.recall(tenantId, sessionId)
    // What has ended stays so: nothing newer is asked for.
    if (recalled !== undefined && recalled.session.status !== 'active' && recalled.session.status !== 'absent')
      return 'over'
    const read = await sessions.readOn(tenantId, sessionId)
    if (read.session.status === 'absent') return 'absent'
    return (await hasEnded(tenantId, read)) ? 'over' : { live: read.session }
  }

  return async (tenantId: string, { held, displaced, taken }: Slots, besides: readonly string[]): Promise<Looked> => {
    const slots = new Map(held.map((slot) => [slot.sessionId, slot]))
    const ids = new Set([...slots.keys(), ...displaced, ...besides])
    const counted: CountedSession[] = []
    const live: KnownSession[] = []
    const over: string[] = []
    const lapsedBefore = new Date(clock.now() - keptForStartMs).toISOString()
    const note = (sessionId: string, standing: Standing): void => {
      const slot = slots.get(sessionId)
      if (typeof standing === 'object') {
        live.push(standing.live)
        counted.push(countedLive(standing.live))
      } else if (standing === 'absent' && slot !== undefined && slot.takenAt > lapsedBefore)
        counted.push(countedSlot(slot))
      else if (slot !== undefined || displaced.includes(sessionId)) over.push(sessionId)
    }
    const some = pLimit(width)
    await Promise.all([...ids].map((id) => some(async () => note(id, await standingOf(tenantId, id)))))
    return { counted, live, over, taken }
  }
}
export type LookAtSessions = ReturnType<typeof lookAtSessions>
