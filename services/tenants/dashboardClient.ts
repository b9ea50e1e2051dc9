import type { Client } from '#services/ports/identity.ts'
import { dashboardAudience, dashboardClientId } from '#services/http/caller.ts'

/** Every tenant has it: administrative routes accept no other audience. */
export const dashboardClient: Client = {
  clientId: dashboardClientId,
  name: 'Rollcall dashboard',
  audience: dashboardAudience,
  origins: ['self'],
  transport: 'cookie',
}
