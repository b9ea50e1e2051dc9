import { dashboardAudience, dashboardClientId } from '#services/http/caller.ts'
import type { Client, SessionPolicy } from '#services/ports/identity.ts'

/** The policy of a tenant that has not set its own. Durations in seconds. */
export const defaultPolicy: SessionPolicy = {
  accessSeconds: 1_800,
  idleSeconds: 604_800,
  absoluteSeconds: 2_592_000,
  graceSeconds: 10,
  neutralMessage: 'You were signed out. Sign in again to go on.',
}

/** Every tenant has this client, because administrative routes accept no other audience. */
export const dashboardClient: Client = {
  clientId: dashboardClientId,
  name: 'Rollcall dashboard',
  audience: dashboardAudience,
  origins: ['self'],
  transport: 'cookie',
}
