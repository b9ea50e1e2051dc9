import type { LoginFailed } from '#events/user/events.ts'
import { signinStream } from '#events/streams.ts'
import type { RecordEvents } from '#services/commands/recordEvents.ts'
import type { CommandMetadata, Directory } from '#services/ports/identity.ts'
import type { Proven, SignInOrigin } from './proven.ts'

export interface FailedSignIn {
  /** HMAC of the typed e-mail. The text itself is never stored, because people sometimes type their password there. */
  emailDigest: string
  userId: string | null
  clientId: string
  cause: LoginFailed['data']['cause']
}
export type RecordFailedSignIn = (failed: FailedSignIn, origin: CommandMetadata) => Promise<void>

/** Records a refused sign-in to a known tenant, whether the person exists or not. */
export const recordFailedSignIn =
  (record: RecordEvents): RecordFailedSignIn =>
  async ({ emailDigest, ...data }, origin) => {
    const stream = signinStream(origin.tenantId, emailDigest)
    await record({ stream, origin, events: [{ type: 'LoginFailed', version: 1, data }] })
  }

export interface RefusedSignIn {
  tenant: Proven['tenant']
  /** Null: nobody has this e-mail. */
  person: Proven['person'] | null
  email: string
  client: string
  cause: FailedSignIn['cause']
}
export type FailSignIn = (refused: RefusedSignIn, origin: SignInOrigin) => Promise<void>

/**
 * Records a refused sign-in. An unregistered client is stored as `unknown`, because its text may be anything the caller
 * typed.
 */
export const failSignIn =
  ({ emailDigest }: Pick<Directory, 'emailDigest'>, record: RecordFailedSignIn): FailSignIn =>
  async ({ tenant, person, email, client, cause }, { correlationId, context, actor: acting }) => {
    const { tenantId } = tenant
    const clientId = tenant.clients.has(client) ? client : 'unknown'
    const userId = person?.userId ?? null
    const actor =
      acting ??
      (userId === null ? ({ kind: 'system', id: 'sign-in' } as const) : ({ kind: 'user', id: userId } as const))
    await record(
      { emailDigest: emailDigest(tenantId, email), userId, clientId, cause },
      { tenantId, actor, correlationId, context: { ...context, clientId } },
    )
  }
