import type { LoginFailed } from '#events/user/events.ts'
import { signinStream } from '#events/streams.ts'
import type { RecordEvents } from '#services/commands/recordEvents.ts'
import type { CommandMetadata, Directory } from '#services/ports/identity.ts'
import type { Proven, SignInOrigin } from './proven.ts'

export interface FailedSignIn {
  /** HMAC of the e-mail; the typed text itself is never kept, people type passwords there. */
  emailDigest: string
  userId: string | null
  clientId: string
  cause: LoginFailed['data']['cause']
}
export type RecordFailedSignIn = (failed: FailedSignIn, origin: CommandMetadata) => Promise<void>

/** Every refused sign-in of a known tenant, the person known or not. */
export const recordFailedSignIn =
  (record: RecordEvents): RecordFailedSignIn =>
  async ({ emailDigest, ...data }, origin) => {
    const stream = signinStream(origin.tenantId, emailDigest)
    await record({ stream, origin, events: [{ type: 'LoginFailed', version: 1, data }] })
  }

export interface RefusedSignIn {
  tenant: Proven['tenant']
  /** Null: the e-mail is nobody's. */
  person: Proven['person'] | null
  email: string
  client: string
  cause: FailedSignIn['cause']
}
export type FailSignIn = (refused: RefusedSignIn, origin: SignInOrigin) => Promise<void>

/** Writes down a refused sign-in. A client's name that nobody registered may be a slip of the tongue and is not kept. */
export const failSignIn =
  ({ emailDigest }: Pick<Directory, 'emailDigest'>, record: RecordFailedSignIn): FailSignIn =>
  async ({ tenant, person, email, client, cause }, { correlationId, context }) => {
    const { tenantId } = tenant
    const clientId = tenant.clients.has(client) ? client : 'unknown'
    const userId = person?.userId ?? null
    const actor =
      userId === null ? ({ kind: 'system', id: 'sign-in' } as const) : ({ kind: 'user', id: userId } as const)
    await record(
      { emailDigest: emailDigest(tenantId, email), userId, clientId, cause },
      { tenantId, actor, correlationId, context: { ...context, clientId } },
    )
  }
