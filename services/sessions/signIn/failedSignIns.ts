import type { LoginFailed } from '#events/user/events.ts'
import { signinStream } from '#events/streams.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import type { Appended } from '#services/eventStore/eventStore.ts'
import type { CommandMetadata } from '#services/ports/identity.ts'
import type { AppendAtEnd } from '../commands/streamEnd.ts'

export interface FailedSignIn {
  /** HMAC of the e-mail; the typed text itself is never kept, people type passwords there. */
  emailDigest: string
  userId: string | null
  clientId: string
  cause: LoginFailed['data']['cause']
}
export type RecordFailedSignIn = (failed: FailedSignIn, origin: CommandMetadata) => Promise<Appended>

/** Every refused sign-in of a known tenant, the person known or not. */
export const recordFailedSignIn =
  (appendAtEnd: AppendAtEnd, { clock, random }: Ambient): RecordFailedSignIn =>
  ({ emailDigest, ...data }, origin) =>
    appendAtEnd(signinStream(origin.tenantId, emailDigest), [
      { type: 'LoginFailed', version: 1, data, ...origin, id: random.id(), at: instant(clock), causationId: null },
    ])
