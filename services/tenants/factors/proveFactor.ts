import type { SecondFactorMethod } from '#events/tenant/policy/words.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { EnrolledFactor, FactorKeeping, ProvedIn, SecondFactorProof } from '#services/ports/secondFactors.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import { type FactorCommand, wrong } from './decideFactors.ts'
import { findRecoveryCode, passkeysOf, readSeed } from './factorSecrets.ts'
import { changeFactors, type FactorWork, type OfPerson } from './factorWork.ts'
import { verifiedSignature } from './passkeys.ts'
import { stepOfCode } from './totp.ts'

type Proof<Method extends SecondFactorProof['method']> = Extract<SecondFactorProof, { method: Method }>

const factorsNow = async ({ memory }: FactorWork, { tenantId, userId }: OfPerson) =>
  (await memory.users.readOn(tenantId, userId)).state.factors

/** The app whose code it is. All of the person's apps are tried. */
const useCode = async (
  work: FactorWork,
  of: OfPerson,
  { code, challengeId }: { code: string; challengeId: string },
): Promise<FactorCommand> => {
  const { enrolled } = await factorsNow(work, of)
  const stepOf = async ({ factorId, secretId }: EnrolledFactor) => {
    const step = stepOfCode(await readSeed(work, of, secretId), code, work.ambient.clock.now())
    return step === null ? [] : [{ factorId, step }]
  }
  const [found] = (await Promise.all(enrolled.filter(({ method }) => method === 'totp').map(stepOf))).flat()
  if (found === undefined) throw wrong()
  return { type: 'UseCode', ...found, challengeId }
}

const useRecoveryCode = async (
  work: FactorWork,
  of: OfPerson,
  { code, challengeId }: { code: string; challengeId: string },
): Promise<FactorCommand> => {
  const { recovery } = await factorsNow(work, of)
  const place = recovery === null ? null : await findRecoveryCode(work, of, { secretId: recovery.secretId, code })
  if (recovery === null || place === null) throw wrong()
  return { type: 'UseRecoveryCode', secretId: recovery.secretId, place, challengeId }
}

const usePasskey = async (
  work: FactorWork,
  of: OfPerson,
  { response }: Pick<Proof<'webauthn'>, 'response'>,
  { challengeId, nonce, origins, isAlone = false }: ProvedIn,
): Promise<FactorCommand> => {
  const { enrolled } = await factorsNow(work, of)
  const passkey = (await passkeysOf(work, of, enrolled)).find(({ credentialId }) => credentialId === response.id)
  if (work.party === null || passkey === undefined) throw wrong()
  const expected = { party: work.party, nonce, origins }
  const signed = await verifiedSignature(expected, passkey, { shown: response, isAlone })
  if (signed === null) throw wrong()
  return { type: 'UsePasskey', factorId: passkey.factor.factorId, ...signed, challengeId }
}

const commandFor = (
  work: FactorWork,
  of: OfPerson,
  proof: SecondFactorProof,
  how: ProvedIn,
): Promise<FactorCommand> => {
  const { challengeId } = how
  switch (proof.method) {
    case 'totp':
      return useCode(work, of, { code: proof.code, challengeId })
    case 'recovery':
      return useRecoveryCode(work, of, { code: proof.code, challengeId })
    case 'webauthn':
      return usePasskey(work, of, proof, how)
  }
}

/** What is right by itself is then decided on the person's stream, where it counts once. */
export const proveFactor =
  (work: FactorWork): FactorKeeping['prove'] =>
  async (of, proof, how, origin) => {
    const command = await commandFor(work, of, proof, how)
    const { events } = await changeFactors(work, of, command, origin)
    if (events.some(({ type }) => type === 'SecondFactorRefused'))
      throw new CodedError('second-factor-wrong', {
        detail:
          'This passkey has counted less than before, so there may be a copy of it. Use another way, remove it, and tell your admin.',
      })
  }

/** Ends the sign-in in which a factor was added. @throws CodedError challenge-ended */
export const proveByEnrolment =
  (work: FactorWork) =>
  async (of: OfPerson, challengeId: string, origin: Origin): Promise<SecondFactorMethod> => {
    await changeFactors(work, of, { type: 'UseEnrolment', challengeId }, origin)
    const { enrolled } = await factorsNow(work, of)
    return enrolled.find((one) => one.challengeId === challengeId)?.method ?? 'totp'
  }
