import { isDeepStrictEqual } from 'node:util'
import type { RequestContext } from '#events/envelope.ts'
import { systemTenantId } from '#events/streams.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Directory, Passwords, Person, Tenant } from '#services/ports/identity.ts'
import type { FailedSignIn, RecordFailedSignIn } from './failedSignIns.ts'

export interface Attempted {
  /** The tenant's slug, as typed. */
  tenant: string
  email: string
  password: string
  client: string
}
export interface AttemptOrigin {
  correlationId: string
  context: RequestContext
}
export interface Proven {
  tenant: Tenant
  person: Person
}
type Cause = FailedSignIn['cause']

/** Writes down a refused sign-in; a name nobody registered may be a slip of the tongue and is not kept. */
export const failSignIn =
  (directory: Pick<Directory, 'emailDigest'>, record: RecordFailedSignIn) =>
  async (
    { email, client }: Attempted,
    { correlationId, context }: AttemptOrigin,
    { tenant, person, cause }: { tenant: Tenant; person: Person | null; cause: Cause },
  ): Promise<void> => {
    const { tenantId } = tenant
    const clientId = tenant.clients.has(client) ? client : 'unknown'
    const userId = person?.userId ?? null
    const actor =
      userId === null ? ({ kind: 'system', id: 'sign-in' } as const) : ({ kind: 'user', id: userId } as const)
    const emailDigest = directory.emailDigest(tenantId, email)
    const origin = { tenantId, actor, correlationId, context: { ...context, clientId } }
    await record({ emailDigest, userId, clientId, cause }, origin)
  }
export type FailSignIn = ReturnType<typeof failSignIn>

const causeOf = (person: Person | null, matches: boolean, now: string): Cause | null => {
  if (person === null) return 'unknown-user'
  if (!matches) return 'wrong-password'
  if (person.disabled) return 'disabled'
  if (person.roles.length === 0) return 'not-allowed'
  const { passwordTemporaryUntil } = person
  return passwordTemporaryUntil !== null && passwordTemporaryUntil <= now ? 'password-expired' : null
}

/**
 * Milliseconds. What a refusal had to look up and write is rounded up to this beat, so that it does not show; hashing takes
 * the same time whoever exists, and comes on top.
 */
const beatMs = 100

export interface Proving {
  ambient: Ambient
  directory: Directory
  passwords: Passwords
  fail: FailSignIn
  /** A sign-in was refused under a tenant that does not exist. */
  onUnknownTenant: () => void
  pause: (milliseconds: number) => Promise<void>
  /**
   * Resolves when what is remembered of tenants and people covers everything that was acknowledged before the call, in any
   * process, or when that takes too long.
   */
  untilCurrent: () => Promise<void>
}

/**
 * Tenant, person and password, compared the same way whether they exist or not.
 * @throws CodedError invalid-credentials: the same in text and time for unknown tenant, unknown person, wrong password,
 * disabled and expired; busy, store-unavailable
 */
export const proveByPassword = ({
  ambient,
  directory,
  passwords,
  fail,
  onUnknownTenant,
  pause,
  untilCurrent,
}: Proving) => {
  const { clock } = ambient
  const find = async ({ tenant: slug, email }: Attempted) => {
    const tenant = await directory.tenantBySlug(slug)
    const tenantId = tenant?.tenantId ?? systemTenantId
    const found = await directory.personByEmail(tenantId, email)
    return { tenant, tenantId, person: tenant === null ? null : found }
  }
  const prove = async ({ tenant, tenantId, person }: Awaited<ReturnType<typeof find>>, password: string) => {
    const hashedFrom = clock.now()
    const matches = await passwords.verify(tenantId, person?.secretId ?? null, password)
    const hashingMs = clock.now() - hashedFrom
    return { tenant, person, hashingMs, cause: causeOf(person, matches, instant(clock)) }
  }
  /** Somebody may have been added, or have a new password, by another process a moment ago: who changed since is looked at again. */
  const look = async (attempted: Attempted) => {
    const found = await find(attempted)
    const proof = await prove(found, attempted.password)
    if (proof.cause === null && proof.tenant !== null) return proof
    await untilCurrent()
    const now = await find(attempted)
    return isDeepStrictEqual(now, found) ? proof : prove(now, attempted.password)
  }
  return async (attempted: Attempted, origin: AttemptOrigin): Promise<Proven> => {
    const startedAt = clock.now()
    const { tenant, person, hashingMs, cause } = await look(attempted)
    if (tenant !== null && person !== null && cause === null) return { tenant, person }
    if (tenant === null) onUnknownTenant()
    else await fail(attempted, origin, { tenant, person, cause: cause ?? 'unknown-user' })
    await pause(beatMs - ((clock.now() - startedAt - hashingMs) % beatMs))
    throw new CodedError('invalid-credentials')
  }
}
export type ProveByPassword = ReturnType<typeof proveByPassword>
