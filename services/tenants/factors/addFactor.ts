import { CodedError } from '#services/ports/errors.ts'
import { type Enrolled, type Enrolling, type FactorKeeping, secondFactorRules } from '#services/ports/secondFactors.ts'
import { refused } from '#services/tenants/passwords/requirePassword.ts'
import { registered } from '#services/tenants/registered.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import { claimPasskey } from './claimPasskey.ts'
import type { NewFactor } from './decideFactors.ts'
import { enrollee, openEnrolment, sealEnrolment } from './enrolments.ts'
import { drawRecoveryCodes, drawSeed, passkeysOf, readSeed, storePasskey } from './factorSecrets.ts'
import { changeFactors, type FactorWork } from './factorWork.ts'
import { registrationOptions, verifiedRegistration } from './passkeys.ts'
import type { RelyingParty } from './relyingParty.ts'
import { shownSeed, stepOfCode, totpUri } from './totp.ts'

/** The first factor brings recovery codes. Their row is written before it is known whether it is the first; the sweep takes it else. */
const enrol = async (
  work: FactorWork,
  { tenantId, userId, challengeId }: Enrolling,
  made: Omit<NewFactor, 'factorId' | 'challengeId'>,
  origin: Origin,
): Promise<Enrolled> => {
  const of = { tenantId, userId }
  const { secretId: recoverySecretId, codes } = await drawRecoveryCodes(work, of)
  const { methods: allowed } = secondFactorRules(registered((await work.memory.tenants.readOn(tenantId, '')).state))
  const factor = { ...made, factorId: work.ambient.random.id(), challengeId }
  const { state, position, events } = await changeFactors(
    work,
    of,
    { type: 'EnrolFactor', factor, recoverySecretId, allowed },
    origin,
  )
  const added = state.factors.enrolled.find(({ secretId }) => secretId === made.secretId)
  if (added === undefined) throw new CodedError('stale-revision')
  const makesCodes = events.some(({ type }) => type === 'RecoveryCodesMade')
  return { factor: added, recoveryCodes: makesCodes ? codes : null, position }
}

export const beginTotp =
  (work: FactorWork): FactorKeeping['beginTotp'] =>
  async (of) => {
    const { tenantName, person } = await enrollee(work, of)
    const { seed, secretId } = await drawSeed(work, of)
    return {
      ...sealEnrolment(work, of, { method: 'totp', secretId }),
      secret: shownSeed(seed),
      uri: totpUri(seed, { issuer: tenantName, label: person.email }),
    }
  }

/** The code that proves the app counts as used, so that nobody signs in with it once more. */
export const confirmTotp =
  (work: FactorWork): FactorKeeping['confirmTotp'] =>
  async (who, { enrolment, code, name }, origin) => {
    const { secretId } = openEnrolment(work, who, { enrolment, method: 'totp' })
    const step = stepOfCode(await readSeed(work, who, secretId), code, work.ambient.clock.now())
    if (step === null)
      throw refused(
        'body.code',
        'wrong-code',
        'This is not the code that the app shows now. Look again, and at the clock.',
      )
    return enrol(work, who, { method: 'totp', secretId, name, step, counter: null, backedUp: null }, origin)
  }

/** @throws CodedError passkeys-unavailable */
const requireParty = ({ party }: FactorWork): RelyingParty => {
  if (party === null)
    throw new CodedError('passkeys-unavailable', { detail: 'Browsers take passkeys on https addresses only.' })
  return party
}

export const beginPasskey =
  (work: FactorWork): FactorKeeping['beginPasskey'] =>
  async (of) => {
    const party = requireParty(work)
    const { tenantName, person } = await enrollee(work, of)
    const { enrolled } = (await work.memory.users.readOn(of.tenantId, of.userId)).state.factors
    const nonce = work.ambient.random.bytes(32).toString('base64url')
    const whose = { userId: of.userId, email: person.email, name: person.name, tenantName }
    return {
      ...sealEnrolment(work, of, { method: 'webauthn', nonce }),
      options: await registrationOptions({ party, nonce }, whose, await passkeysOf(work, of, enrolled)),
    }
  }

export const enrolPasskey =
  (work: FactorWork): FactorKeeping['enrolPasskey'] =>
  async (who, { enrolment, response, name, origins }, origin) => {
    const party = requireParty(work)
    const { nonce } = openEnrolment(work, who, { enrolment, method: 'webauthn' })
    const made = await verifiedRegistration({ party, nonce, origins }, response)
    if (made === null)
      throw refused(
        'body.response',
        'wrong-passkey',
        'The browser\u2019s answer is not one to this request. Begin again.',
      )
    const { counter, backedUp, ...passkey } = made
    await claimPasskey(work, who, passkey.credentialId, origin)
    const secretId = await storePasskey(work, who, passkey)
    return enrol(work, who, { method: 'webauthn', secretId, name, step: null, counter, backedUp }, origin)
  }
