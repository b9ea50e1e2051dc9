import { createHash, timingSafeEqual } from 'node:crypto'
import { CodedError } from '#services/ports/errors.ts'
import type { EnrolledFactor } from '#services/ports/secondFactors.ts'
import type { SecretKind } from '#services/tenants/secrets/secrets.ts'
import type { FactorWork, OfPerson } from './factorWork.ts'
import type { Passkey } from './passkeys.ts'
import { makeRecoveryCodes, placeOfCode } from './recoveryCodes.ts'
import { seedBytes } from './totp.ts'

type Kind = Extract<SecretKind, 'totp' | 'webauthn'>

const placeOf = (kind: Kind, { tenantId, userId }: OfPerson, id: string) => [kind, tenantId, userId, id]

const put = async (work: FactorWork, of: OfPerson, kind: SecretKind, value: string, id: string): Promise<string> => {
  await work.secrets.put({ ...of, id, kind, value })
  return id
}

const putSealed = (work: FactorWork, of: OfPerson, kind: Kind, text: string): Promise<string> => {
  const id = work.ambient.random.id()
  return put(work, of, kind, work.rows.seal(text, placeOf(kind, of, id)), id)
}

/** @throws CodedError second-factor-wrong where the row is gone, or was altered */
const readSealed = async (work: FactorWork, of: OfPerson, kind: Kind, id: string): Promise<string> => {
  const sealed = await work.secrets.value({ tenantId: of.tenantId, kind, id })
  const text = sealed === null ? null : work.rows.open(sealed, placeOf(kind, of, id))
  if (text === null) throw new CodedError('second-factor-wrong')
  return text
}

/** A new seed for an app's codes. Answers the row that the event names once the person has shown a code. */
export const drawSeed = async (work: FactorWork, of: OfPerson): Promise<{ secretId: string; seed: Buffer }> => {
  const seed = work.ambient.random.bytes(seedBytes)
  return { seed, secretId: await putSealed(work, of, 'totp', seed.toString('base64url')) }
}

export const readSeed = async (work: FactorWork, of: OfPerson, secretId: string): Promise<Buffer> =>
  Buffer.from(await readSealed(work, of, 'totp', secretId), 'base64url')

export const storePasskey = (work: FactorWork, of: OfPerson, passkey: Passkey): Promise<string> =>
  putSealed(work, of, 'webauthn', JSON.stringify(passkey))

export const readPasskey = async (work: FactorWork, of: OfPerson, secretId: string): Promise<Passkey> =>
  JSON.parse(await readSealed(work, of, 'webauthn', secretId)) as Passkey

/** The person's passkeys with what is stored of each. */
export const passkeysOf = (
  work: FactorWork,
  of: OfPerson,
  enrolled: readonly EnrolledFactor[],
): Promise<(Passkey & { factor: EnrolledFactor })[]> =>
  Promise.all(
    enrolled
      .filter(({ method }) => method === 'webauthn')
      .map(async (factor) => ({ factor, ...(await readPasskey(work, of, factor.secretId)) })),
  )

/** New codes, and the row of their hashes. */
export const drawRecoveryCodes = async (
  work: FactorWork,
  of: OfPerson,
): Promise<{ secretId: string; codes: string[] }> => {
  const { codes, stored } = makeRecoveryCodes(work.recoveryKey, of, work.ambient.random)
  return { codes, secretId: await put(work, of, 'recovery', stored, work.ambient.random.id()) }
}

/** Which of the codes in that row it is; null: none. */
export const findRecoveryCode = async (
  work: FactorWork,
  of: OfPerson,
  { secretId, code }: { secretId: string; code: string },
): Promise<number | null> => {
  const stored = await work.secrets.value({ tenantId: of.tenantId, kind: 'recovery', id: secretId })
  return stored === null ? null : placeOfCode(work.recoveryKey, of, { stored, code })
}

const digestOf = (secret: Buffer): Buffer => createHash('sha256').update(secret).digest()

/** 256 random bits that a trusted device shows. Only their digest is stored. */
export const drawTrust = async (work: FactorWork, of: OfPerson): Promise<{ trustId: string; secret: Buffer }> => {
  const secret = work.ambient.random.bytes(32)
  const id = work.ambient.random.id()
  return { secret, trustId: await put(work, of, 'trust', digestOf(secret).toString('base64url'), id) }
}

export const isTrustSecret = async (
  work: FactorWork,
  { tenantId }: OfPerson,
  { trustId, secret }: { trustId: string; secret: Buffer },
): Promise<boolean> => {
  const stored = await work.secrets.value({ tenantId, kind: 'trust', id: trustId })
  return stored !== null && timingSafeEqual(Buffer.from(stored, 'base64url'), digestOf(secret))
}
