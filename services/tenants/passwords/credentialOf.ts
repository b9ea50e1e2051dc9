import { instant, type Ambient } from '#services/ambient/clock.ts'
import type { NewCredential } from '#services/tenants/people/decideUser.ts'
import { oneTimeHours, oneTimePassword } from './oneTimePassword.ts'
import type { PasswordOwner } from './ownWords.ts'
import { allowPassword } from './passwordRules.ts'
import type { TenantPasswords } from './passwords.ts'

/** How a person gets the first password. `hash`: made by `passwords.hash`, so that many people can share one hash. */
export type GivenCredential =
  | { kind: 'oneTime' }
  /** `path`: where the password stands in the request, e.g. `body.password`. */
  | { kind: 'password'; password: string; path?: string }
  | { kind: 'hash'; hash: string }

export interface Prepared<OneTime extends string | null = string | null> {
  credential: NewCredential
  /** Shown once, to the admin who hands it over. */
  oneTimePassword: OneTime
}

interface Of {
  tenantId: string
  userId: string
}
interface Work {
  ambient: Ambient
  passwords: TenantPasswords
}

const hourMs = 3_600_000

const byAdmin = (secretId: string, temporaryUntil: string | null): NewCredential => ({
  secretId,
  by: 'admin',
  temporaryUntil,
  except: [],
})

/** A random password that lasts a day and must be changed at the first sign-in. @throws CodedError busy */
export const oneTimeCredential = async (
  { ambient, passwords }: Work,
  { tenantId, userId }: Of,
): Promise<Prepared<string>> => {
  const password = oneTimePassword(ambient.random)
  const secretId = await passwords.store(tenantId, userId, password)
  const temporaryUntil = instant({ now: () => ambient.clock.now() + oneTimeHours * hourMs })
  return { credential: byAdmin(secretId, temporaryUntil), oneTimePassword: password }
}

/**
 * Stores the secret and answers the credential for the event that will name it.
 * @throws CodedError invalid-request, busy
 */
export const credentialOf = async (work: Work, of: Of & PasswordOwner, given: GivenCredential): Promise<Prepared> => {
  const { tenantId, userId } = of
  switch (given.kind) {
    case 'oneTime':
      return oneTimeCredential(work, of)
    case 'password': {
      allowPassword(given.password, of, given.path ?? 'body.password')
      const secretId = await work.passwords.store(tenantId, userId, given.password)
      return { credential: byAdmin(secretId, null), oneTimePassword: null }
    }
    case 'hash': {
      const secretId = await work.passwords.storeHash(tenantId, userId, given.hash)
      return { credential: byAdmin(secretId, null), oneTimePassword: null }
    }
  }
}
