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
  /** From a device or an address that the person has signed in with before: compared before strangers' passwords. */
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
 * Milliseconds. What a refusal had to look up and write is rounded up to this beat, so that it does not show; hashing takes
 * the same time whoever exists, and comes on top.
 */
const beatMs = 100

export interface ProvingPasswords {
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

/** Finds tenant and person and compares the password, in the same way whether they exist or not. */
const lookingUp = ({ ambient, directory, passwords, untilCurrent }: ProvingPasswords) => {
  const { clock } = ambient
  const find = async ({ tenant: slug, email }: PasswordAttempt) => {
    const tenant = await directory.tenantBySlug(slug)
    const tenantId = tenant?.tenantId ?? systemTenantId
    const found = await directory.personByEmail(tenantId, email)
    return { tenant, tenantId, person: tenant === null ? null : found }
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
  /** Another process may have added somebody, or given a new password, a moment ago: who changed since is looked at again. */
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
 * Proves by a password who somebody is.
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
