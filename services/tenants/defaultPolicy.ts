import type { SessionPolicy } from '#services/ports/identity.ts'

/** Until a tenant decides otherwise. Seconds. */
export const defaultPolicy: SessionPolicy = {
  accessSeconds: 1_800,
  idleSeconds: 604_800,
  absoluteSeconds: 2_592_000,
  graceSeconds: 10,
  neutralMessage: 'You were signed out. Sign in again to go on.',
}
