import { derivedUuid } from '#services/ambient/uuid.ts'
import type { given } from '../../support/viewEvents.ts'
import { tenantId } from './happenings.ts'

type Happening = Parameters<typeof given>[number]

export const elsewhere = derivedUuid('tenant', 'elsewhere')

/** The same, but in another tenant. */
export const inTenant = (other: string, { stream, event }: Happening): Happening => ({
  stream: stream.replace(tenantId, other),
  event: { ...event, tenantId: other },
})
