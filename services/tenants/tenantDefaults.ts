import { dashboardAudience, dashboardClientId } from '#events/tenant/dashboardClient.ts'
import type { Client } from '#services/ports/identity.ts'

/** Every tenant has this client, because administrative routes accept no other audience. */
export const dashboardClient: Client = {
  clientId: dashboardClientId,
  name: 'Rollcall dashboard',
  audience: dashboardAudience,
  origins: ['self'],
  transport: 'cookie',
}
