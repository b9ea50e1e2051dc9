import type { Policy } from './sections.ts'

const [minute, day] = [60, 86_400]
const usual = { idleSeconds: 7 * day, absoluteSeconds: 30 * day }
const open = { allowed: null, blocked: [] }

/** The policy of a tenant that has not set its own. */
export const defaultPolicy: Policy = {
  lifetimes: { accessSeconds: 30 * minute, ...usual, remembered: usual, graceSeconds: 10, overrides: [] },
  limits: {
    perPerson: null,
    whenReached: 'end-least-recent',
    perDeviceType: {},
    perApplication: {},
    tenantWide: null,
    overrides: [],
  },
  access: { countries: open, networks: open, ranges: open },
  binding: { to: 'none', whenBroken: 'note' },
  anomalies: {},
  passwords: { minimumLength: 8, refusedWords: [] },
  secondFactor: { requiredFor: [], methods: ['totp', 'webauthn'], trustedDeviceDays: 0, passkeySignIn: true },
  reauthentication: { maxAgeSeconds: 5 * minute },
  place: { detail: 'city' },
  retention: { rowsDays: null, countsDays: null },
  texts: { neutralMessage: 'You were signed out. Sign in again to go on.' },
}
