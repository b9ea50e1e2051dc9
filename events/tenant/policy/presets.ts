import { roles } from '../../wordLists.ts'
import type { Policy, PolicySection } from './sections.ts'

/** How strongly a standard asks for something. */
export type Strength = 'shall' | 'should' | 'may'

export interface Preset {
  name: 'AAL1' | 'AAL2' | 'AAL3'
  title: string
  /** The sections it sets, as they become; what an admin has set in others stays. */
  sections: Partial<Policy>
  /** Which clause of NIST SP 800-63B-4 asks for what. */
  follows: readonly { section: PolicySection; clause: string; asks: string; strength: Strength }[]
}

const [minute, hour, day] = [60, 3_600, 86_400]

const lasting = (idleSeconds: number, absoluteSeconds: number, accessSeconds: number): Policy['lifetimes'] => ({
  accessSeconds,
  idleSeconds,
  absoluteSeconds,
  remembered: { idleSeconds, absoluteSeconds },
  graceSeconds: 10,
  overrides: [],
})

const aal1: Preset = {
  name: 'AAL1',
  title: 'Some assurance: one factor, 30 days',
  sections: {
    lifetimes: lasting(30 * day, 30 * day, 30 * minute),
    passwords: { minimumLength: 15, refusedWords: [] },
  },
  follows: [
    {
      section: 'lifetimes',
      clause: '2.1.3',
      asks: 'An end to every session, after 30 days at most. Inactivity may end it earlier.',
      strength: 'should',
    },
    {
      section: 'passwords',
      clause: '3.1.1.2',
      asks: 'At least 15 characters where the password is the only factor.',
      strength: 'shall',
    },
  ],
}

const aal2: Preset = {
  name: 'AAL2',
  title: 'High assurance: two factors, 24 hours, 1 hour unused',
  sections: {
    lifetimes: lasting(hour, 24 * hour, 30 * minute),
    passwords: { minimumLength: 8, refusedWords: [] },
    secondFactor: {
      requiredFor: [...roles],
      methods: ['totp', 'webauthn'],
      trustedDeviceDays: 0,
      passkeySignIn: true,
    },
  },
  follows: [
    {
      section: 'lifetimes',
      clause: '2.2.3',
      asks: 'An end to every session after 24 hours at most.',
      strength: 'should',
    },
    {
      section: 'lifetimes',
      clause: '2.2.3',
      asks: 'An end after 1 hour without activity at most.',
      strength: 'should',
    },
    { section: 'secondFactor', clause: '2.2.1', asks: 'Two different factors at each sign-in.', strength: 'shall' },
    {
      section: 'secondFactor',
      clause: '2.2.2',
      asks: 'A way to sign in that resists phishing is offered: passkeys.',
      strength: 'shall',
    },
    {
      section: 'passwords',
      clause: '3.1.1.2',
      asks: 'At least 8 characters where another factor is always asked for.',
      strength: 'shall',
    },
  ],
}

const aal3: Preset = {
  name: 'AAL3',
  title: 'Very high assurance: passkeys, 12 hours, 15 minutes unused',
  sections: {
    lifetimes: lasting(15 * minute, 12 * hour, 15 * minute),
    passwords: { minimumLength: 8, refusedWords: [] },
    secondFactor: { requiredFor: [...roles], methods: ['webauthn'], trustedDeviceDays: 0, passkeySignIn: true },
  },
  follows: [
    {
      section: 'lifetimes',
      clause: '2.3.3',
      asks: 'An end to every session after 12 hours at most.',
      strength: 'shall',
    },
    {
      section: 'lifetimes',
      clause: '2.3.3',
      asks: 'An end after 15 minutes without activity at most.',
      strength: 'should',
    },
    {
      section: 'secondFactor',
      clause: '2.3.2',
      asks: 'A hardware-based key that resists phishing. Which keys people have is for you to see to: any passkey is taken.',
      strength: 'shall',
    },
    {
      section: 'passwords',
      clause: '3.1.1.2',
      asks: 'At least 8 characters where another factor is always asked for.',
      strength: 'shall',
    },
  ],
}

/**
 * Rules after NIST SP 800-63B-4, for an admin to start from. They set what the standard asks of sessions and factors; whether the
 * whole of a level is met is not for a program to say.
 */
export const policyPresets: readonly Preset[] = [aal1, aal2, aal3]
