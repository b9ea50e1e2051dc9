import type { z } from 'zod'
import { itemsOf } from '#events/wire/page.ts'
import { quotaStandingShape } from '#events/wire/tenants.ts'
import { apiOver } from './api.ts'
import type { Http } from './http.ts'

export type QuotaStanding = z.infer<typeof quotaStandingShape>

const standings = itemsOf(quotaStandingShape)

/** The quotas of the caller's own tenant. */
export const quotaCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    list: async (signal: AbortSignal): Promise<QuotaStanding[]> =>
      (await api.get('/v1/quotas', { signal }, standings)).body.items,
  }
}
