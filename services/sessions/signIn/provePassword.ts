import { isDeepStrictEqual } from 'node:util'
import { systemTenantId } from '#events/streams.ts'
import type { RequestContext } from '#events/envelope.ts'
import { isBlocked } from '#events/tenant/blocks.ts'
import { keptOutBy } from '#events/tenant/policy/accessRules.ts'
import { isHeld } from '#events/user/hold.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { AdoptPassword, Directory, Passwords, Person, Tenant } from '#services/ports/identity.ts'
import { isStrangePage, type PageHeaders } from './clientRules.ts'
import type { FailedSignIn, FailSignIn } from './failedSignIns.ts'
import type { Proven, SignInOrigin } from './proven.ts'

export interface PasswordAttempt {
  /** The tenant's slug, as typed. */
  tenant: string
  email: string
  password: string
  client: string
  /**
   * The person has signed in from this device or address before, so the password is compared before those of strangers.
   */
  isKnown: boolean
}

interface PageOrigin extends SignInOrigin {
  page: PageHeaders
}

const causeOf = (person: Person | null, matches: boolean, now: string): FailedSignIn['cause'] | null => {
  if (person === null) return 'unknown-user'
  if (!matches) return 'wrong-password'
  if (person.disabled) return 'disabled'
  if (isHeld(person, now)) return 'held'
  if (person.roles.length === 0) return 'not-allowed'
  const { passwordTemporaryUntil } = person
  return passwordTemporaryUntil !== null && passwordTemporaryUntil <= now ? 'password-expired' : null
}

/** Which block or rule of the tenant lets nobody in this way. */
const shutTo = ({ blocks, policy }: Tenant, context: RequestContext, at: string): FailedSignIn['cause'] | null =>
  isBlocked(blocks, context, at) ? 'blocked' : keptOutBy(policy.access, context)

/**
 * Milliseconds. A refusal's time for reads and writes is rounded up to a multiple of this, so that it does not reveal
 * whether tenant and person exist. The time of hashing is the same in all cases and is added to it; docs/decisions/0071 says what an
 * imported hash that takes longer than the beat tells.
 */
const beatMs = 100

export interface ProvingPasswords {
  ambient: Ambient
  directory: Directory
  passwords: Passwords
  adoptPassword: AdoptPassword
  fail: FailSignIn
  /** Called when a sign-in to a tenant that does not exist is refused. */
  onUnknownTenant: () => void
  pause: (milliseconds: number) => Promise<void>
  /**
   * Resolves when this process's memory of tenants and people covers everything that any process acknowledged before
   * the call, or when that takes too long.
   */
  untilCurrent: () => Promise<void>
}

/**
 * Finds tenant and person and compares the password. Does the same work whether they exist or not; a forgotten person
 * is nobody.
 */
const lookingUp = ({ ambient, directory, passwords, untilCurrent }: ProvingPasswords) => {
  const { clock } = ambient
  const find = async ({ tenant: slug, email }: PasswordAttempt) => {
    const tenant = await directory.tenantBySlug(slug)
    const tenantId = tenant?.tenantId ?? systemTenantId
    const found = await directory.personByEmail(tenantId, email)
    return { tenant, tenantId, person: tenant === null || found?.forgotten === true ? null : found }
  }
  const compare = async (
    { tenant, tenantId, person }: Awaited<ReturnType<typeof find>>,
    { password, isKnown }: PasswordAttempt,
    context: RequestContext,
  ) => {
    const hashedFrom = clock.now()
    const turn = { isKnown, isMadeUp: tenant === null }
    const { matches, importedMs } = await passwords.compare(tenantId, person?.secretId ?? null, password, turn)
    // An imported hash takes its own time: it is rounded up with the reads and writes, so that it shows less.
    const hashingMs = clock.now() - hashedFrom - (importedMs ?? 0)
    const at = instant(clock)
    const shut = tenant === null ? null : shutTo(tenant, context, at)
    return {
      tenant,
      person,
      hashingMs,
      isImported: importedMs !== null,
      cause: shut ?? causeOf(person, matches, at),
    }
  }
  /**
   * Before a refusal it looks tenant and person up again, and compares again if they changed: another process may have
   * added the person or changed the password a moment ago.
   */
  return async (attempt: PasswordAttempt, context: RequestContext) => {
    const way = { ...context, clientId: attempt.client }
    const found = await find(attempt)
    const compared = await compare(found, attempt, way)
    if (compared.cause === null && compared.tenant !== null) return compared
    await untilCurrent()
    const now = await find(attempt)
    return isDeepStrictEqual(now, found) ? compared : compare(now, attempt, way)
  }
}

/** Where that fails the person signs in all the same: the next sign-in hashes the password anew. */
const adopting =
  ({ adoptPassword }: ProvingPasswords) =>
  async (
    tenantId: string,
    { userId, secretId }: Person,
    { password }: PasswordAttempt,
    { correlationId, context }: SignInOrigin,
  ): Promise<void> => {
    if (secretId === null) return
    const origin = { actor: { kind: 'system', id: 'sign-in' } as const, correlationId, context }
    await adoptPassword({ tenantId, userId, secretId, password }, origin).catch(() => undefined)
  }

/**
 * Proves a person's identity by a password.
 * @throws CodedError invalid-credentials: the same in text and time for unknown tenant, unknown person, wrong password,
 * disabled, held, blocked, kept out by the tenant's rules and expired; origin-refused, the same for all of them too; busy, store-unavailable
 */
export const provePassword = (proving: ProvingPasswords) => {
  const { ambient, directory, fail, onUnknownTenant, pause } = proving
  const { clock } = ambient
  const look = lookingUp(proving)
  const adopt = adopting(proving)
  const untilBeat = (startedAt: number, hashingMs = 0) =>
    pause(beatMs - ((clock.now() - startedAt - hashingMs) % beatMs))

  const refuseStrangePage = async (
    { tenant: slug, email, client }: PasswordAttempt,
    { page, ...origin }: PageOrigin,
    startedAt: number,
  ): Promise<void> => {
    const tenant = await directory.tenantBySlug(slug)
    if (!isStrangePage(tenant?.clients.get(client), page)) return
    if (tenant === null) onUnknownTenant()
    else await fail({ tenant, person: null, email, client, cause: 'not-allowed' }, origin)
    await untilBeat(startedAt)
    throw new CodedError('origin-refused')
  }

  return async (attempt: PasswordAttempt, origin: PageOrigin): Promise<Proven> => {
    const startedAt = clock.now()
    await refuseStrangePage(attempt, origin, startedAt)
    const { tenant, person, hashingMs, isImported, cause } = await look(attempt, origin.context)
    if (tenant !== null && person !== null && cause === null) {
      if (isImported) await adopt(tenant.tenantId, person, attempt, origin)
      return { tenant, person, proofs: [{ method: 'pwd', at: instant(clock) }] }
    }
    const { email, client } = attempt
    if (tenant === null) onUnknownTenant()
    else await fail({ tenant, person, email, client, cause: cause ?? 'unknown-user' }, origin)
    await untilBeat(startedAt, hashingMs)
    throw new CodedError('invalid-credentials')
  }
}
export type ProvePassword = ReturnType<typeof provePassword>
