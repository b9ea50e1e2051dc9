import type { Role } from '#events/tenant/events.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import type { SecondFactorMethod } from '#events/tenant/policy/words.ts'
import type { SecondProof } from '#events/wire/factors.ts'
import type { CommandMetadata, Tenant } from './identity.ts'

/** Something that a person added to prove themselves with beside the password. */
export interface EnrolledFactor {
  factorId: string
  method: SecondFactorMethod
  /** Row in `secrets` of the app's sealed seed, or of the passkey's public key. */
  secretId: string
  name: string
  /** ISO 8601. */
  enrolledAt: string
  /** Null: not yet. */
  lastUsedAt: string | null
  /** The sign-in in which it was added. Null: by somebody who was signed in. */
  challengeId: string | null
  /** Null: not a passkey. */
  backedUp: boolean | null
  counter: number | null
  /** The last step of 30 s (RFC 6238) whose code was taken. Null: not an app's code. */
  step: number | null
}

export interface RecoveryCodes {
  /** Row in `secrets` of their hashes. */
  secretId: string
  count: number
  madeAt: string
  /** Places of those that were used, from 0. */
  used: readonly number[]
}

/** A browser or app that is not asked for a second factor until then. Times are ISO 8601. */
export interface TrustedDevice {
  trustId: string
  trustedAt: string
  until: string
  browser: string | null
  os: string | null
}

export interface SecondFactors {
  enrolled: readonly EnrolledFactor[]
  recovery: RecoveryCodes | null
  trusted: readonly TrustedDevice[]
  /** Sign-ins of the last half hour that waited for a second factor and are over. */
  over: readonly { challengeId: string; at: string }[]
}

interface Of {
  tenantId: string
  userId: string
}
type Origin = Omit<CommandMetadata, 'tenantId'>

/** What `navigator.credentials` takes, in JSON (WebAuthn Level 3). */
export type PasskeyOptions = { challenge: string } & Record<string, unknown>
interface Credential {
  id: string
  rawId: string
  type: 'public-key'
}
/** What `navigator.credentials.get` answered, in JSON. */
export interface ShownPasskey extends Credential {
  response: { clientDataJSON: string; authenticatorData: string; signature: string }
}
/** What `navigator.credentials.create` answered, in JSON. */
export interface MadePasskey extends Credential {
  response: { clientDataJSON: string; attestationObject: string }
}

export type SecondFactorProof =
  { method: Exclude<SecondProof, 'webauthn'>; code: string } | { method: 'webauthn'; response: ShownPasskey }

/** The sign-in in which something is proved. */
export interface ProvedIn {
  challengeId: string
  /** What the passkey must have signed, base64url. */
  nonce: string
  /** Origins of the application's pages. */
  origins: readonly string[]
  /** The passkey must have asked its holder for a PIN or the like. */
  isAlone?: boolean
}

/** An addition that was begun. `enrolment` is sealed and names its person. */
export interface BegunTotp {
  enrolment: string
  secret: string
  uri: string
  expiresAt: string
}
export interface BegunPasskey {
  enrolment: string
  options: PasskeyOptions
  expiresAt: string
}
export interface Enrolling extends Of {
  /** The sign-in in which it happens. Null: by somebody who is signed in. */
  challengeId: string | null
}
export interface Enrolled {
  factor: EnrolledFactor
  /** Shown once. Null: there are some already. */
  recoveryCodes: string[] | null
  position: number
}

/** What signing in needs of people's second factors. services/tenants/factors implements it. */
export interface FactorKeeping {
  /** Reads the person's stream to its end. */
  factorsOf(of: Of): Promise<SecondFactors>
  /** False: browsers take no passkeys at this server's address. */
  takesPasskeys: boolean
  /** For one of `enrolled` of a person, or (`of` null) for whichever passkey is chosen. Null: there is none, or this server takes none. */
  passkeyRequest(
    of: Of | null,
    enrolled: readonly EnrolledFactor[],
    how: Pick<ProvedIn, 'nonce' | 'isAlone'>,
  ): Promise<PasskeyOptions | null>
  /** Whose passkey this is in the tenant, as far as anybody's. Proves nothing. */
  ownerOfPasskey(tenantId: string, credentialId: string): Promise<string | null>
  /**
   * Of any number of calls with one code, or in one sign-in, one succeeds.
   * @throws CodedError second-factor-wrong, challenge-ended, busy, store-unavailable
   */
  prove(of: Of, proof: SecondFactorProof, how: ProvedIn, origin: Origin): Promise<void>
  /** Ends the sign-in in which a factor was added. @throws CodedError challenge-ended */
  proveByEnrolment(of: Of, challengeId: string, origin: Origin): Promise<SecondFactorMethod>
  /** Whether what a device shows stands for the second factor now. `days`: how long the tenant lets devices be trusted. */
  isTrusted(of: Of, shown: string, days: number): Promise<boolean>
  trust(of: Of, days: number, origin: Origin): Promise<{ token: string; until: string }>
  beginTotp(of: Of): Promise<BegunTotp>
  /** @throws CodedError invalid-request, wrong-state, busy */
  confirmTotp(
    who: Enrolling,
    made: { enrolment: string; code: string; name: string },
    origin: Origin,
  ): Promise<Enrolled>
  /** @throws CodedError passkeys-unavailable */
  beginPasskey(of: Of): Promise<BegunPasskey>
  /** @throws CodedError invalid-request, already-exists, wrong-state, busy */
  enrolPasskey(
    who: Enrolling,
    made: { enrolment: string; response: MadePasskey; name: string; origins: readonly string[] },
    origin: Origin,
  ): Promise<Enrolled>
}

type Rules = Policy['secondFactor']

/** What the tenant wants of second factors. */
export const secondFactorRules = ({ policy }: Pick<Tenant, 'policy'>): Rules => policy.secondFactor

/** Whether the tenant takes a passkey in place of everything else. */
export const passkeyIsEnough = ({ passkeySignIn, methods }: Rules): boolean =>
  passkeySignIn && methods.includes('webauthn')

/** Whether the tenant's rules want a second factor of somebody with these roles. */
export const needsSecondFactor = ({ requiredFor }: Rules, roles: readonly Role[]): boolean =>
  requiredFor.some((role) => roles.includes(role))
