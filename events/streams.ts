import type { AnomalyEvent } from './anomaly/events.ts'
import type { RollcallEvent } from './catalogue.ts'
import type { OperationEvent } from './operation/events.ts'
import type { RetentionEvent } from './retention/events.ts'
import type { RefusalEvent, SessionEvent } from './session/events.ts'
import type { SessionSlotTaken } from './session/slots.ts'
import type { SlugClaimed, TenantEvent } from './tenant/events.ts'
import type {
  EmailClaimed,
  LoginFailed,
  PasskeyClaimed,
  ReferenceClaimed,
  SessionsInvalidated,
  UserEvent,
} from './user/events.ts'

export type SessionStream = `session-${string}`
export type UserStream = `user-${string}`
export type TenantStream = `tenant-${string}`
export type OperationStream = `operation-${string}`
export type AnomalyStream = `anomaly-${string}`
export type ClaimStream = `claim-${string}`
export type SigninStream = `signin-${string}`
export type RefusalsStream = `refusals-${string}`
export type SlotsStream = `slots-${string}`
export type RetentionStream = `retention-${string}`

/** The events that this release writes to a stream of that name; any event where the name is only known as a string. */
export type EventOfStream<Name extends string> = Name extends SessionStream
  ? SessionEvent
  : Name extends UserStream
    ? UserEvent
    : Name extends TenantStream
      ? TenantEvent | SessionsInvalidated
      : Name extends OperationStream
        ? OperationEvent
        : Name extends AnomalyStream
          ? AnomalyEvent
          : Name extends ClaimStream
            ? EmailClaimed | ReferenceClaimed | PasskeyClaimed | SlugClaimed
            : Name extends SigninStream
              ? LoginFailed
              : Name extends RefusalsStream
                ? RefusalEvent
                : Name extends SlotsStream
                  ? SessionSlotTaken
                  : Name extends RetentionStream
                    ? RetentionEvent
                    : RollcallEvent

/** Names of streams. The tenant is part of every name; ids are never reused, in no tenant. */
export const sessionStream = (tenantId: string, sessionId: string): SessionStream => `session-${tenantId}+${sessionId}`
export const userStream = (tenantId: string, userId: string): UserStream => `user-${tenantId}+${userId}`
export const tenantStream = (tenantId: string): TenantStream => `tenant-${tenantId}`
export const operationStream = (tenantId: string, operationId: string): OperationStream =>
  `operation-${tenantId}+${operationId}`
export const anomalyStream = (tenantId: string, anomalyId: string): AnomalyStream => `anomaly-${tenantId}+${anomalyId}`
/** `digest` is an HMAC of the name in hex (of the normalised e-mail, say), so that the stream's name does not tell it. */
export const claimStream = (tenantId: string, digest: string): ClaimStream => `claim-${tenantId}+${digest}`
export const signinStream = (tenantId: string, digest: string): SigninStream => `signin-${tenantId}+${digest}`
export const refusalsStream = (tenantId: string, sessionId: string): RefusalsStream =>
  `refusals-${tenantId}+${sessionId}`
/** Which sessions a person with a limit has. */
export const slotsStream = (tenantId: string, userId: string): SlotsStream => `slots-${tenantId}+${userId}`
/** What retention has removed from the tenant's views. */
export const retentionStream = (tenantId: string): RetentionStream => `retention-${tenantId}`

/** The tenant operators sign in under. */
export const systemTenantId = '00000000-0000-8000-8000-000000000001'
export const systemTenantSlug = 'system'
