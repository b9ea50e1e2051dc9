import { z } from 'zod'
import { quotaNames } from '../tenant/quotas.ts'
import { quotasSchema, tenantRegistered } from '../tenant/events.ts'
import { trimmed } from './trimmed.ts'

const { slug } = tenantRegistered.data.shape
const name = trimmed(tenantRegistered.data.shape.name)

export const createTenantBody = z.strictObject({ slug, name })

/** What is absent stays. `quotas` replaces all of them. */
export const changeTenantBody = z
  .strictObject({ name, quotas: quotasSchema })
  .partial()
  .superRefine(({ quotas }, { addIssue }) => {
    for (const quota of quotaNames) {
      const { soft = null, hard = null } = quotas?.[quota] ?? {}
      if (soft !== null && hard !== null && soft > hard)
        addIssue({ code: 'custom', path: ['quotas', quota, 'soft'], message: 'The warning comes before the limit.' })
    }
  })
