import { isDeepStrictEqual } from 'node:util'
import { systemTenantId } from '#events/streams.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Directory, Passwords, Person } from '#services/ports/identity.ts'
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

const causeOf = (person: Person | null, matches: boolean, now: string): FailedSignIn['cause'] | null => {
  if (person === null) return 'unknown-user'
  if (!matches) return 'wrong-password'
  if (person.disabled) return 'disabled'
  if (person.roles.length === 0) return 'not-allowed'
  const { passwordTemporaryUntil } = person
  return passwordTemporaryUntil !== null && passwordTemporaryUntil <= now ? 'password-expired' : null
}

/**
 * Milliseconds. A refusal's time for reads and writes is rounded up to a multiple of this, so that it does not reveal
 * whether tenant and person exist. The time of hashing is the same in all cases and is added to it.
 */
const beatMs = 100

export interface ProvingPasswords {
  ambient: Ambient
  directory: Directory
  passwords: Passwords
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
  ) => {
    const hashedFrom = clock.now()
    const turn = { isKnown, isMadeUp: tenant === null }
    const matches = await passwords.verify(tenantId, person?.secretId ?? null, password, turn)
    const hashingMs = clock.now() - hashedFrom
    return { tenant, person, hashingMs, cause: causeOf(person, matches, instant(clock)) }
  }
  /**
   * Before a refusal it looks tenant and person up again, and compares again if they changed: another process may have
   * added the person or changed the password a moment ago.
   */
  return async (attempt: PasswordAttempt) => {
    const found = await find(attempt)
    const compared = await compare(found, attempt)
    if (compared.cause === null && compared.tenant !== null) return compared
    await untilCurrent()
    const now = await find(attempt)
    return isDeepStrictEqual(now, found) ? compared : compare(now, attempt)
  }
}

/**
 * Proves a person's identity by a password.
 * @throws CodedError invalid-credentials: the same in text and time for unknown tenant, unknown person, wrong password,
 * disabled and expired; busy, store-unavailable
 */
export const provePassword = (proving: ProvingPasswords) => {
  const { ambient, fail, onUnknownTenant, pause } = proving
  const { clock } = ambient
  const look = lookingUp(proving)
  return async (attempt: PasswordAttempt, origin: SignInOrigin): Promise<Proven> => {
    const startedAt = clock.now()
    const { tenant, person, hashingMs, cause } = await look(attempt)
    if (tenant !== null && person !== null && cause === null)
      return { tenant, person, methods: ['pwd'], authTime: instant(clock) }
    const { email, client } = attempt
    if (tenant === null) onUnknownTenant()
    else await fail({ tenant, person, email, client, cause: cause ?? 'unknown-user' }, origin)
    await pause(beatMs - ((clock.now() - startedAt - hashingMs) % beatMs))
    throw new CodedError('invalid-credentials')
  }
}
export type ProvePassword = ReturnType<typeof provePassword>
