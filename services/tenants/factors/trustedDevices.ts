import { instant } from '#services/ambient/clock.ts'
import { uuidAt, uuidBytes } from '#services/ambient/uuid.ts'
import { decodeBase64url } from '#services/keys/base64url.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import { drawTrust, isTrustSecret } from './factorSecrets.ts'
import { changeFactors, type FactorWork, type OfPerson } from './factorWork.ts'

const dayMs = 86_400_000
/** Layout: id of its row 16 bytes, secret 32. */
const [secretAt, length] = [16, 48]

/** Trusts the device that gets the token. */
export const trustDevice =
  (work: FactorWork) =>
  async (of: OfPerson, days: number, origin: Origin): Promise<{ token: string; until: string }> => {
    const { trustId, secret } = await drawTrust(work, of)
    const until = instant({ now: () => work.ambient.clock.now() + days * dayMs })
    await changeFactors(work, of, { type: 'TrustDevice', trustId, until }, origin)
    return { token: Buffer.concat([uuidBytes(trustId), secret]).toString('base64url'), until }
  }

/** Whether the token is of a device that the person trusts now. A tenant that shortens the days shortens them for every device. */
export const isTrusted =
  (work: FactorWork) =>
  async (of: OfPerson, shown: string, days: number): Promise<boolean> => {
    const bytes = decodeBase64url(shown)
    if (bytes?.length !== length) return false
    const trustId = uuidAt(bytes, 0)
    const { trusted } = (await work.memory.users.readOn(of.tenantId, of.userId)).state.factors
    const device = trusted.find((one) => one.trustId === trustId)
    const now = work.ambient.clock.now()
    if (device === undefined || Date.parse(device.until) <= now) return false
    if (Date.parse(device.trustedAt) + days * dayMs <= now) return false
    return isTrustSecret(work, of, { trustId, secret: bytes.subarray(secretAt) })
  }
