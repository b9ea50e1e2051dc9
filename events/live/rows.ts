import type { Actor, DeviceType, Place, RequestContext } from '../envelope.ts'
import type { SessionStatus } from '../session/fold.ts'
import type { Evidence } from '../anomaly/events.ts'

export interface SeenAt {
  ip: string | null
  /** An operator's name, or the /24 or /48 (`kind: prefix`). */
  network: { name: string; kind: 'operator' | 'prefix' } | null
  place: Place | null
}

/** A row of `session_list`, as lists, frames and `/v1/sessions/{id}` show it. */
export interface SessionRow {
  id: string
  userId: string
  user: { email: string; name: string }
  status: SessionStatus
  startedAt: string
  lastActiveAt: string
  idleExpiresAt: string
  absoluteExpiresAt: string
  endedAt: string | null
  cause: string | null
  reason: string | null
  message: string | null
  endedBy: { kind: string; id: string; name: string | null } | null
  client: string
  methods: string[]
  authTime: string
  device: { id: string | null; name: string | null; type: DeviceType; browser: string | null; os: string | null }
  first: SeenAt
  last: SeenAt
  refreshes: number
  /** 0, 25, 50, 75 or 100: the highest severity among its unjudged anomalies. */
  risk: number
  anomalies: string[]
  /** Names of the rules that raised them, once each: lets the browser apply `anomaly:impossible-travel`. */
  anomalyRules: string[]
  revision: number
}

/** A line of the log. `number` counts the tenant's own events from 1. Hidden fields are left out of `data`. */
export interface LogEntry {
  id: string
  number: number
  position: string
  at: string
  type: string
  version: number
  success: boolean
  error?: string
  actor: Actor & { name: string | null }
  sessionId?: string
  userId?: string
  correlationId: string
  causationId: string | null
  context: RequestContext | null
  data: Record<string, unknown>
  /** One sentence a person can read, in English. */
  text: string
  /** Present on events of a `session-`, `refusals-` or other stream; lets the browser fold. */
  stream: string
  revision: number
}

export interface AnomalyRow {
  id: string
  rule: string
  ruleVersion: number
  severity: number
  at: string
  userId: string
  user: { email: string; name: string } | null
  sessionIds: string[]
  causeEventId: string
  evidence: Evidence
  /** The claim in one sentence. */
  text: string
}

/** Live sessions by facet. */
export interface LiveCounts {
  active: number
  /** Active without activity for 15 minutes. */
  idle: number
  users: number
  deviceType: Record<string, number>
  browser: Record<string, number>
  os: Record<string, number>
  country: Record<string, number>
  client: Record<string, number>
}

/** One minute of a tenant. */
export interface ActivityMinute {
  minute: string
  logins: number
  failures: number
  refreshes: number
  logouts: number
  revocations: number
  expiries: number
}

/** How fast a revocation took hold, by what sockets and guards confirmed. Milliseconds from `decidedAt`; null: not confirmed yet. */
export interface OperationEffect {
  decidedAt: string
  /** From then on no refresh succeeds: the append was acknowledged. */
  refreshRefusedAt: string
  sockets: {
    open: number
    closedAfterMs: number | null
    half: number | null
    p99: number | null
    slowest: number | null
    waiting: number
  }
  guards: { name: string; confirmedAfterMs: number | null }[]
}

/** A row of `operation_list`. */
export interface OperationRow {
  id: string
  kind: 'session' | 'sessions' | 'filter' | 'user'
  filter: string | null
  userId: string | null
  by: { id: string; name: string | null }
  reason: string | null
  message: string | null
  ticket: string | null
  startedAt: string
  finishedAt: string | null
  state: 'running' | 'finished'
  /** Sessions it was to end; of those ended by it, and ended by themselves before it came. */
  sessions: number
  ended: number
  alreadyEnded: number
  spared: { sessionId: string; why: 'your-own' | 'excepted' }[]
  /** Null until measured. */
  effect: OperationEffect | null
}

/** What became of one session of an operation. */
export interface OperationResult {
  sessionId: string
  user: { email: string; name: string } | null
  outcome: 'waiting' | 'ended' | 'already-ended' | 'gone'
  /** When that was recorded; null while waiting. */
  at: string | null
  /** Milliseconds until its last socket had closed; null: none open, or not confirmed. */
  closedAfterMs: number | null
}
