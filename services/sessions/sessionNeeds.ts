import type { RequestContext, deviceDetailsSchema } from '#events/envelope.ts'
import type { z } from 'zod'
import type { Ambient } from '#services/ambient/clock.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { AdoptPassword, Directory, Passwords, References } from '#services/ports/identity.ts'
import type { FactorKeeping } from '#services/ports/secondFactors.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { EndedSet, ExpiryCandidates, LiveSessionIds, UndrainedSessions } from '#services/ports/revocations.ts'
import type { IsBeyondCap, TenantUse } from '#services/ports/tenantViews.ts'
import type { KeyStore } from './tokens/keyStore.ts'

/** What a client tells about its device at sign-in. */
export type SaidDevice = { id?: string | undefined; name?: string | undefined } & Partial<
  z.infer<typeof deviceDetailsSchema>
>

/** Everything that sessions need from the rest of Rollcall. */
export interface SessionNeeds {
  store: EventStore
  tail: LogTail
  ambient: Ambient
  masterKey: Buffer
  keyStore: KeyStore
  /** The claim `iss` of access tokens. */
  issuer: string
  directory: Directory
  references: References
  passwords: Passwords
  adoptPassword: AdoptPassword
  factors: FactorKeeping
  /** Counts one more try of a sign-in that waits for a second factor. Answers how many are left; less than 0: none was. */
  countTry: (challengeId: string) => Promise<number>
  endedSet: EndedSet
  undrainedSessions: UndrainedSessions
  expiryCandidates: ExpiryCandidates
  liveSessionIds: LiveSessionIds
  tenantUse: TenantUse
  isBeyondCap: IsBeyondCap
  /** What events keep of where somebody is and what they use. */
  buildContext: (facts: { ip: string | null; userAgent: string | null; clientId: string }) => RequestContext
  withSaidDevice: (context: RequestContext, said: SaidDevice) => RequestContext
  logger: Logger
  /** For metrics: counts things that leave no event. */
  count?: (what: 'refresh-repeated' | 'unknown-tenant') => void
  pause?: (milliseconds: number) => Promise<void>
}
