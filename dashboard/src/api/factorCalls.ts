import type { z } from 'zod'
import { makePasskey } from '#client/secondFactor/passkeys.ts'
import {
  begunPasskeyShape,
  begunTotpShape,
  enrolledFactorShape,
  factorShape,
  factorsResetShape,
  madeRecoveryCodesShape,
  ownFactorsShape,
  personFactorsShape,
} from '#events/wire/factors.ts'
import { apiOver, nothing } from './api.ts'
import type { Http } from './http.ts'

export type OwnFactors = z.infer<typeof ownFactorsShape>
export type Factor = z.infer<typeof factorShape>
export type EnrolledFactor = z.infer<typeof enrolledFactorShape>
export type PersonFactors = z.infer<typeof personFactorsShape>

/** What a person does with their own second factors. */
export const factorCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    list: async (): Promise<OwnFactors> => (await api.get('/v1/me/factors', {}, ownFactorsShape)).body,
    beginTotp: async () => (await api.post('/v1/me/factors/totp', {}, begunTotpShape)).body,
    confirmTotp: async (body: { enrolment: string; code: string; name: string }): Promise<EnrolledFactor> =>
      (await api.post('/v1/me/factors/totp/confirm', { body }, enrolledFactorShape)).body,
    /** @throws PasskeyError */
    async addPasskey(name: string): Promise<EnrolledFactor> {
      const { body: begun } = await api.post('/v1/me/factors/webauthn/options', {}, begunPasskeyShape)
      const response = await makePasskey(begun.options)
      const body = { enrolment: begun.enrolment, response, name }
      return (await api.post('/v1/me/factors/webauthn', { body }, enrolledFactorShape)).body
    },
    rename: async (factorId: string, name: string): Promise<Factor> =>
      (await api.patch('/v1/me/factors/{factorId}', { params: { factorId }, body: { name } }, factorShape)).body,
    remove: async (factorId: string): Promise<void> =>
      void (await api.delete('/v1/me/factors/{factorId}', { params: { factorId } }, nothing)),
    makeRecoveryCodes: async (): Promise<string[]> =>
      (await api.post('/v1/me/factors/recovery-codes', {}, madeRecoveryCodesShape)).body.recoveryCodes,
    withdrawTrust: async (trustId: string): Promise<void> =>
      void (await api.delete('/v1/me/factors/trusted-devices/{trustId}', { params: { trustId } }, nothing)),
  }
}

/** What others read of a person's second factors, and what admins do where they are lost. */
export const personFactorCalls = (http: Http, userId: string) => {
  const api = apiOver(http)
  const params = { userId }
  return {
    read: async (): Promise<PersonFactors> =>
      (await api.get('/v1/users/{userId}/factors', { params }, personFactorsShape)).body,
    reset: async (body: { reason: string; message?: string }) =>
      (await api.delete('/v1/users/{userId}/factors', { params, body }, factorsResetShape)).body,
  }
}
