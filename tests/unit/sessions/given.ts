import type { Device, Recorded, RequestContext } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'
import { absentSession, evolveSession, type Session } from '#events/session/fold.ts'

export const tenantId = '01890000-0000-7000-8000-00000000000a'
export const sessionId = '01890000-0000-7000-8000-00000000000b'
export const userId = '01890000-0000-7000-8000-00000000000c'
export const ids = { sessionId, userId }

const zero = Date.parse('2026-11-20T09:00:00.000Z')
/** The instant `seconds` after nine o'clock. */
export const at = (seconds: number): string => new Date(zero + seconds * 1000).toISOString()

export const device = (browser: string, os: string, id: string | null = null): Device => ({
  id,
  name: id === null ? null : 'My laptop',
  type: 'desktop',
  browser,
  os,
  details: null,
})

export const context = (change: Partial<RequestContext> = {}): RequestContext => ({
  ip: '198.51.100.7',
  userAgent: 'Mozilla/5.0',
  clientId: 'dashboard',
  device: device('Chrome 142', 'Windows 11'),
  place: null,
  network: { name: '198.51.100.0/24', kind: 'prefix' },
  ...change,
})

type DataOf<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }>['data']
const startedData: DataOf<'SessionStarted'> = {
  ...ids,
  user: { email: 'ann@acme.test', name: 'Ann' },
  clientId: 'dashboard',
  transport: 'bearer',
  methods: ['pwd'],
  authTime: at(0),
  remembered: true,
  idleSeconds: 3600,
  absoluteSeconds: 36_000,
  salt: 'c2FsdA',
  keyId: 'k1',
}

/** One event of a history: what happened, how many seconds in, where from. */
export type Past = SessionEvent & { seconds: number; from: RequestContext | null }
const past = (seconds: number, event: SessionEvent, from: RequestContext | null = context()): Past => ({
  ...event,
  seconds,
  from,
})

export const started = (change: Partial<DataOf<'SessionStarted'>> = {}, from?: RequestContext | null): Past =>
  past(0, { type: 'SessionStarted', version: 2, data: { ...startedData, ...change } }, from)
export const refreshed = (
  seconds: number,
  generation: number,
  change: Partial<DataOf<'SessionRefreshed'>> = {},
  from?: RequestContext,
): Past =>
  past(
    seconds,
    { type: 'SessionRefreshed', version: 1, data: { ...ids, generation, keyId: 'k1', attempt: null, ...change } },
    from,
  )
export const active = (seconds: number, from?: RequestContext): Past =>
  past(seconds, { type: 'SessionActivityRecorded', version: 1, data: { ...ids, activeAt: at(seconds) } }, from)
export const loggedOut = (seconds: number): Past =>
  past(seconds, { type: 'SessionLoggedOut', version: 1, data: { ...ids, by: 'person' } })
export const revoked = (seconds: number): Past =>
  past(seconds, {
    type: 'SessionRevoked',
    version: 1,
    data: {
      ...ids,
      cause: 'admin',
      reason: 'odd',
      message: 'Please sign in again.',
      ticket: null,
      operationId: null,
    },
  })

/** The session a history amounts to. */
export const sessionAfter = (history: readonly Past[]): Session =>
  history.reduce<Session>((session, { seconds, from, ...event }, revision) => {
    const recorded = {
      ...event,
      id: `e${revision}`,
      tenantId,
      at: at(seconds),
      actor: { kind: 'user', id: userId },
      correlationId: 'c',
      causationId: null,
      context: from,
      stream: 's',
      revision,
      position: revision + 1,
    }
    return evolveSession(session, recorded as Recorded<SessionEvent>)
  }, absentSession)

/** Events as tests write them down: the data beside the type. */
export const plain = (events: readonly { type: string; data: object }[]): object[] =>
  events.map(({ type, data }) => Object.assign({ type }, data))
