import type { FactorKeeping } from '#services/ports/secondFactors.ts'
import { beginPasskey, beginTotp, confirmTotp, enrolPasskey } from './addFactor.ts'
import { ownerOfPasskey } from './claimPasskey.ts'
import { passkeysOf } from './factorSecrets.ts'
import type { FactorWork } from './factorWork.ts'
import { requestOptions } from './passkeys.ts'
import { proveByEnrolment, proveFactor } from './proveFactor.ts'
import { isTrusted, trustDevice } from './trustedDevices.ts'

const passkeyRequest =
  (work: FactorWork): FactorKeeping['passkeyRequest'] =>
  async (of, enrolled, { nonce, isAlone = false }) => {
    const { party } = work
    if (party === null) return null
    const known = of === null ? null : await passkeysOf(work, of, enrolled)
    return known?.length === 0 ? null : requestOptions({ party, nonce }, known, isAlone)
  }

/** People's second factors, for whoever signs them in. */
export const factorKeeping = (work: FactorWork): FactorKeeping => ({
  factorsOf: async ({ tenantId, userId }) => (await work.memory.users.readOn(tenantId, userId)).state.factors,
  takesPasskeys: work.party !== null,
  passkeyRequest: passkeyRequest(work),
  ownerOfPasskey: ownerOfPasskey(work),
  prove: proveFactor(work),
  proveByEnrolment: proveByEnrolment(work),
  isTrusted: isTrusted(work),
  trust: trustDevice(work),
  beginTotp: beginTotp(work),
  confirmTotp: confirmTotp(work),
  beginPasskey: beginPasskey(work),
  enrolPasskey: enrolPasskey(work),
})
