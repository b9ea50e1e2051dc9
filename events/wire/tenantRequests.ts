import { z } from 'zod'
import { quotaNames } from '../tenant/quotas.ts'
import { quotasSchema, tenantRegistered } from '../tenant/events.ts'

const { slug, name } = tenantRegistered.data.shape

export const createTenantBody = z.strictObject({ slug, name: name.trim() })

/** What is absent stays. `quotas` replaces all of them. */
export const changeTenantBody = z
  .strictObject({ name: name.trim(), quotas: quotasSchema })
  .partial()
  .superRefine(({ quotas }, { addIssue }) => {
    for (const quota of quotaNames) {
      const { soft = null, hard = null } = quotas?.[quota] ?? {}
      if (soft !== null && hard !== null && soft > hard)
        addIssue({ code: 'custom', path: ['quotas', quota, 'soft'], message: 'The warning comes before the limit.' })
    }
  })
