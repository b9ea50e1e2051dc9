import type { RequestContext } from '#events/envelope.ts'
import type { KnownSession, Session } from '#events/session/fold.ts'
import type { Proof } from '#events/session/proofs.ts'
import type { Role } from '#events/tenant/events.ts'
import type { SessionLifetimes } from '#events/tenant/policy/lifetimesFor.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import type { Client, CommandMetadata } from '#services/ports/identity.ts'
import type { SaidDevice } from './devices.ts'

export type Origin = Omit<CommandMetadata, 'tenantId'>
export type BuildContext = (facts: {
  ip: string
  userAgent: string
  clientId: string
  device: SaidDevice
  simulated: true
}) => RequestContext

interface SignedIn {
  person: { userId: string; email: string; name: string }
  client: Pick<Client, 'clientId' | 'transport'>
  policy: SessionLifetimes
  proofs: readonly Proof[]
  remembered: boolean
}

export interface Because {
  reason: string | null
  message: string | null
  ticket: string | null
}

/**
 * The commands that write the demo's history: the product's own, on an empty log in memory, with the history's clock. The
 * composition root passes them in.
 */
export interface HistoryPorts {
  registerTenant(
    command: {
      tenantId?: string
      slug: string
      name: string
      simulated: true
      policy?: Policy
      clients: readonly Client[]
    },
    origin: Origin,
  ): Promise<{ tenantId: string }>
  /** Called once, because all people share the password. */
  hashPassword(password: string): Promise<string>
  addUser(
    command: {
      tenantId: string
      email: string
      name: string
      roles: readonly Role[]
      credential: { kind: 'hash'; hash: string }
    },
    origin: Origin,
  ): Promise<{ userId: string }>
  start(signedIn: SignedIn, metadata: CommandMetadata): Promise<{ session: KnownSession }>
  /** Presents the session's refresh token of that generation. */
  refresh(session: KnownSession, generation: number, metadata: CommandMetadata): Promise<{ session: Session }>
  recordActivity(sessionId: string, metadata: CommandMetadata): Promise<{ session: Session }>
  logOut(sessionId: string, command: { by: 'person' }, metadata: CommandMetadata): Promise<{ session: Session }>
  /** Expires the session, as the sweeper would have done at that moment. */
  expire(sessionId: string, metadata: CommandMetadata): Promise<{ session: Session }>
  refuseSignIn(
    refused: { email: string; userId: string | null; clientId: string; cause: 'unknown-user' | 'wrong-password' },
    metadata: CommandMetadata,
  ): Promise<unknown>
  /** Carries out one operation, from its start to its last result. Kind `session`: one session, ended from its own page. */
  endSessions(
    command: Because & { kind: 'session' | 'sessions'; sessionIds: readonly string[] },
    metadata: CommandMetadata,
  ): Promise<unknown>
  /** Runs the rules over everything that was appended since their last run. */
  detect(): Promise<void>
  /** The refresh token a session's holder has now. */
  refreshToken(tenantId: string, session: KnownSession): Promise<string>
}
