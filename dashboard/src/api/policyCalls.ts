import type { z } from 'zod'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { pageOf, itemsOf } from '#events/wire/page.ts'
import {
  changedPolicyShape,
  policyChangeShape,
  policyPresetShape,
  policyPreviewShape,
  policyShape,
} from '#events/wire/policy.ts'
import { apiOver } from './api.ts'
import type { Http } from './http.ts'
import type { Page } from './page.ts'

/** A policy, with the version that it is. */
export type PolicyInForce = z.infer<typeof policyShape>
export type PolicyPreview = z.infer<typeof policyPreviewShape>
export type PolicyChange = z.infer<typeof policyChangeShape>
export type PolicyPreset = z.infer<typeof policyPresetShape>
export type ChangedPolicy = z.infer<typeof changedPolicyShape>

/** `confirm`: how many sessions the preview said would end. */
export interface PolicyOrder {
  policy: Policy
  reason: string
  ticket: string
  confirm: number
}

const changes = pageOf(policyChangeShape)
const presets = itemsOf(policyPresetShape)

export const policyCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    /** `version`: as it was then; null: as it is. */
    read: async (version: number | null, signal?: AbortSignal): Promise<PolicyInForce> =>
      (await api.get('/v1/policy', { query: { version }, signal }, policyShape)).body,
    preview: async (policy: Policy, signal?: AbortSignal): Promise<PolicyPreview> =>
      (await api.post('/v1/policy/preview', { body: { policy }, signal }, policyPreviewShape)).body,
    /** @throws ApiError wrong-version where somebody has changed it since `version` */
    change: async (body: PolicyOrder, version: number): Promise<ChangedPolicy> =>
      (await api.put('/v1/policy', { body, ifMatch: `"${version}"` }, changedPolicyShape)).body,
    history: async (cursor: string | null): Promise<Page<PolicyChange>> =>
      (await api.get('/v1/policy/history', { query: { cursor, limit: 20 } }, changes)).body,
    presets: async (): Promise<PolicyPreset[]> => (await api.get('/v1/policy/presets', {}, presets)).body.items,
  }
}
