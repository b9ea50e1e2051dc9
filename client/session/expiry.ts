import { createAlarm } from './alarm.ts'
import type { Clock, ServerClock } from './clock.ts'
import type { Grant, GrantedSession } from './grant.ts'
import { absoluteEnd, idleEndNear, noticeMs } from './idleTime.ts'
import type { SessionWarning } from './sessionClient.ts'

type Session = Pick<GrantedSession, 'startedAt' | 'lastActiveAt' | 'idleExpiresAt' | 'absoluteExpiresAt'>

/** How long before its longest lifetime a session's person is warned. */
const absoluteNoticeMs = (session: Session): number =>
  Math.min(5 * 60_000, (absoluteEnd(session) - Date.parse(session.startedAt)) / 4)

const absoluteEndNear = (session: Session, now: number): number | null => {
  const at = absoluteEnd(session)
  return now < at && at - now <= absoluteNoticeMs(session) ? at : null
}

/** The end that the person has to be warned of now, whichever comes first; null: none is near. `now` by the server's clock. */
export const endNear = (session: Session, now: number, inactivityEnd: number | null): SessionWarning | null => {
  const ends = [
    { kind: 'absolute', at: absoluteEndNear(session, now) },
    { kind: 'idle', at: idleEndNear(session, now) },
    { kind: 'inactivity', at: inactivityEnd },
  ] as const
  const near = ends.flatMap(({ kind, at }) => (at === null ? [] : [{ kind, at }]))
  const [first] = near.sort((one, other) => one.at - other.at)
  return first === undefined ? null : { kind: first.kind, at: new Date(first.at).toISOString(), message: null }
}

/** When the next end comes near, in milliseconds since the epoch. */
const nextNotice = (session: Session, now: number): number => {
  const notices = [
    absoluteEnd(session) - absoluteNoticeMs(session),
    Date.parse(session.idleExpiresAt) - noticeMs(session),
  ]
  return Math.min(...notices.filter((at) => at > now))
}

export interface Expiry {
  expiring(): SessionWarning | null
  /** Warns where it is time to, and looks again when it is. */
  look(): void
}

interface ExpiryNeeds {
  grant(): Grant | null
  inactivityEnd(): number | null
  clock: Clock
  serverClock: ServerClock
  onWarning(warning: SessionWarning): void
}

export const createExpiry = ({ grant, inactivityEnd, clock, serverClock, onWarning }: ExpiryNeeds): Expiry => {
  const alarm = createAlarm(clock.later)
  let said: SessionWarning | null = null
  const expiring = () => {
    const held = grant()
    const end = inactivityEnd()
    // What this machine's clock counts is told by the server's, as all else.
    const byServer = end === null ? null : end + serverClock.now() - clock.now()
    return held === null ? null : endNear(held.session, serverClock.now(), byServer)
  }
  const look = () => {
    alarm.clear()
    const session = grant()?.session
    if (session === undefined) return
    const warning = expiring()
    const isNew = warning !== null && (warning.kind !== said?.kind || warning.at !== said.at)
    said = warning
    const at = nextNotice(session, serverClock.now())
    if (Number.isFinite(at)) alarm.set(at - serverClock.now() + 1, look)
    if (isNew) onWarning(warning)
  }
  return { expiring, look }
}
