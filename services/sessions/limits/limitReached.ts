import type { z } from 'zod'
import type { KnownSession } from '#events/session/fold.ts'
import type { reachedLimitShape } from '#events/wire/sessionLimits.ts'
import { counts, type SessionLimit } from '#events/tenant/policy/sessionLimits.ts'
import { CodedError } from '#services/ports/errors.ts'

const sessionsWord = (most: number): string => (most === 1 ? '1 session' : `${most} sessions`)

const details: Record<SessionLimit['kind'], (most: number) => string> = {
  person: (most) => `You may have ${sessionsWord(most)} at once. End one to sign in here.`,
  deviceType: (most) => `You may have ${sessionsWord(most)} at once on this type of device. End one to sign in here.`,
  application: (most) => `You may have ${sessionsWord(most)} at once in this application. End one to sign in here.`,
}

type ReachedLimit = z.infer<typeof reachedLimitShape>

const deviceTypeOf = ({ first }: KnownSession) => first.context?.device?.type ?? 'unknown'

const shown = (session: KnownSession): ReachedLimit['sessions'][number] => {
  const { sessionId, startedAt, lastActiveAt, clientId, deviceName, last } = session
  const { type, browser, os } = last.context?.device ?? { type: deviceTypeOf(session), browser: null, os: null }
  const { country = null, region = null, city = null } = last.context?.place ?? {}
  return {
    id: sessionId,
    device: { name: deviceName, type, browser, os },
    place: country === null ? null : { country, region, city },
    startedAt,
    lastActiveAt,
    client: clientId,
  }
}

/** Told only to somebody who has proved in full to be the sessions' person. `choice`: null where nobody can hand one back. */
export const limitReached = (limit: SessionLimit, live: readonly KnownSession[], choice: string | null): CodedError => {
  const { kind, most } = limit
  const counted = live.filter((session) => counts(limit, { ...session, deviceType: deviceTypeOf(session) }))
  const sessions = counted
    .toSorted((one, other) => (one.lastActiveAt < other.lastActiveAt ? 1 : -1))
    .slice(0, mostShown)
    .map(shown)
  const extra: ReachedLimit = { kind, limit: most, sessions, choice }
  return new CodedError('session-limit', { detail: details[kind](most), extra: { ...extra } })
}
/** A person looks through no more of them. */
const mostShown = 100
