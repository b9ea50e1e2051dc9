import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { limitsFor } from '#events/tenant/policy/limitsFor.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { lengthOfTime, lifetimeWords } from '#events/text/policy/lengthOfTime.ts'
import { ownPolicySentences } from '#events/text/policy/ownPolicySentences.ts'
import { policyChanges } from '#events/text/policy/policyChanges.ts'
import { policyRuleNames, policyRules } from '#events/text/policy/policyRules.ts'
import { policySentence } from '#events/text/policy/policySentences.ts'
import { ownPolicyOf } from '#services/tenants/policy/ownPolicyRoutes.ts'

const policy = (changes: { [Section in keyof Policy]?: Partial<Policy[Section]> }): Policy =>
  Object.fromEntries(
    Object.entries(defaultPolicy).map(([name, rules]) => [name, { ...rules, ...changes[name as keyof Policy] }]),
  ) as Policy
const valueOf = (rule: keyof typeof policyRules, of: Policy) => policyRules[rule].value(of)

describe('a length of time in a rule', () => {
  it('is said as it is, in units that people use', () => {
    const said = [0, 10, 60, 1_800, 5_400, 3_661, 86_400, 129_600, 172_800, 180_000, 604_800].map(lengthOfTime)
    expect(said).toEqual([
      '0 s',
      '10 s',
      '1 min',
      '30 min',
      '1 h 30 min',
      '1 h 1 min 1 s',
      '24 h',
      '36 h',
      '2 days',
      '2 days 2 h',
      '7 days',
    ])
  })

  it('may have no end', () => expect(lifetimeWords(null)).toBe('until signed out'))
})

describe('a rule in a few words', () => {
  it('says what the defaults are', () => {
    expect(Object.fromEntries(policyRuleNames.map((rule) => [rule, valueOf(rule, defaultPolicy)]))).toEqual({
      absolute: '30 days',
      idle: '7 days',
      remembered: '30 days, 7 days unused',
      tokens: '30 min',
      ownLifetimes: 'nobody',
      perPerson: 'no limit',
      perKind: 'no limit',
      ownLimits: 'nobody',
      tenantWide: 'no limit',
      countries: 'all',
      networks: 'all',
      ranges: 'all',
      binding: 'nothing',
      anomalies: 'only noted',
      secondFactor: 'nobody',
      passwords: '8 characters or more',
      reauthentication: '5 min',
      place: 'country and city',
      retention: 'without end',
      texts: defaultPolicy.texts.neutralMessage,
    })
  })

  it('names countries, and counts them where they are many', () => {
    const countries = (allowed: string[] | null, blocked: string[]) =>
      valueOf('countries', policy({ access: { countries: { allowed, blocked } } }))
    expect(countries(null, ['RU', 'KP'])).toBe('all but Russia and North Korea')
    expect(countries(['DE'], [])).toBe('only Germany')
    expect(countries(['DE', 'FR', 'IT', 'ES'], ['PT'])).toBe('only 4 countries but Portugal')
  })

  it('says what a sign-in above the limit does', () => {
    expect(valueOf('perPerson', policy({ limits: { perPerson: 3, whenReached: 'refuse' } }))).toBe(
      '3; above it the sign-in is refused',
    )
    expect(valueOf('perKind', policy({ limits: { perDeviceType: { mobile: 1 }, perApplication: { shop: 2 } } }))).toBe(
      '1 on phones and 2 in the app shop',
    )
  })

  it('names the rules of anomalies that act', () => {
    const acting = policy({ anomalies: { 'impossible-travel': 'note', 'refresh-token-reuse': 'end-all-and-hold' } })
    expect(valueOf('anomalies', acting)).toBe('Token reuse: all their sessions end, and they are held')
  })
})

describe('a change of the policy', () => {
  it('has every rule that says something else, old and new', () => {
    const after = policy({
      lifetimes: {
        absoluteSeconds: null,
        overrides: [{ whose: { kind: 'role', role: 'admin' }, rules: { idleSeconds: 900 } }],
      },
      access: { countries: { allowed: null, blocked: ['RU'] } },
    })
    expect(policyChanges(defaultPolicy, after)).toEqual([
      {
        rule: 'absolute',
        lines: [{ name: 'Signed in at most', from: '30 days', to: 'until signed out' }],
      },
      { rule: 'ownLifetimes', lines: [{ name: 'Unused at most, admins', from: null, to: '15 min' }] },
      { rule: 'countries', lines: [{ name: 'Blocked countries', added: ['Russia'], removed: [] }] },
    ])
    expect(policyChanges(after, defaultPolicy).flatMap(({ lines }) => lines)).toContainEqual({
      name: 'Unused at most, admins',
      from: '15 min',
      to: null,
    })
  })

  it('compares nothing that either side lacks, and sees no order in sets', () => {
    expect(policyChanges({}, defaultPolicy)).toEqual([])
    const [one, other] = [
      ['DE', 'FR'],
      ['FR', 'DE'],
    ].map((blocked) => policy({ access: { countries: { allowed: null, blocked } } }))
    expect(policyChanges(one!, other!)).toEqual([])
  })

  it('shows each part of every section', () => {
    const whole: Policy = {
      lifetimes: {
        accessSeconds: 60,
        idleSeconds: 300,
        absoluteSeconds: 400,
        remembered: { idleSeconds: 500, absoluteSeconds: 600 },
        graceSeconds: 0,
        overrides: [{ whose: { kind: 'application', clientId: 'shop' }, rules: { accessSeconds: 120 } }],
      },
      limits: {
        perPerson: 1,
        whenReached: 'refuse',
        perDeviceType: { tv: 1 },
        perApplication: { shop: 1 },
        tenantWide: 9,
        overrides: [{ whose: { kind: 'role', role: 'member' }, rules: { perPerson: 2 } }],
      },
      access: {
        countries: { allowed: ['DE'], blocked: ['FR'] },
        networks: { allowed: ['A'], blocked: ['B'] },
        ranges: { allowed: ['10.0.0.0/8'], blocked: ['10.1.0.0/16'] },
      },
      binding: { to: 'country', whenBroken: 'end' },
      anomalies: { 'impossible-travel': 'end-session' },
      passwords: { minimumLength: 15, refusedWords: ['acme'] },
      secondFactor: { requiredFor: ['admin'], methods: ['webauthn'], trustedDeviceDays: 30, passkeySignIn: false },
      reauthentication: { maxAgeSeconds: 60 },
      place: { detail: 'off' },
      retention: { rowsDays: 90, countsDays: 365 },
      texts: { neutralMessage: 'Bye.' },
    }
    // A part that no rule shows would be changed without anybody seeing it.
    for (const [name, rules] of Object.entries(whole))
      for (const [part, value] of Object.entries(rules)) {
        const changed = { ...defaultPolicy, [name]: { ...defaultPolicy[name as keyof Policy], [part]: value } }
        expect(policyChanges(defaultPolicy, changed), `${name}.${part}`).not.toEqual([])
      }
  })
})

describe('a sentence of the log about the policy', () => {
  const about = { policyVersion: 7, reason: null, ticket: null }
  it('says what is so from now on', () => {
    const lifetimes = { ...defaultPolicy.lifetimes, absoluteSeconds: 43_200, idleSeconds: 5_400 }
    expect(policySentence({ type: 'LifetimesChanged', version: 1, data: { ...about, rules: lifetimes } })).toBe(
      'Sessions now end after 1 h 30 min unused, after 12 h at the latest',
    )
    const rules = { ...defaultPolicy.secondFactor, requiredFor: ['admin' as const] }
    expect(policySentence({ type: 'SecondFactorRulesChanged', version: 1, data: { ...about, rules } })).toBe(
      'A second factor is now needed by admins',
    )
  })
})

describe('limits of a person', () => {
  const limits = (overrides: Policy['limits']['overrides']) =>
    policy({ limits: { perPerson: 5, whenReached: 'end-oldest', overrides } })
  it('are those of the tenant, or of their role and app, the strictest of several', () => {
    const whose = { roles: ['admin'] as const, clientId: 'shop' }
    expect(limitsFor(limits([]), whose)).toEqual({ perPerson: 5, whenReached: 'end-oldest' })
    const own = limits([
      { whose: { kind: 'role', role: 'admin' }, rules: { perPerson: 9, whenReached: 'end-least-recent' } },
      { whose: { kind: 'application', clientId: 'shop' }, rules: { perPerson: 7, whenReached: 'refuse' } },
      { whose: { kind: 'role', role: 'member' }, rules: { perPerson: 1 } },
    ])
    expect(limitsFor(own, whose)).toEqual({ perPerson: 7, whenReached: 'refuse' })
  })
})

describe('the rules as a member reads them', () => {
  const sentencesOf = (of: Policy) => {
    const tenant = { policy: of, policyVersion: 3, clients: new Map() }
    return ownPolicySentences(ownPolicyOf(tenant, { roles: ['member'], clientId: 'dashboard' })).flatMap(
      ({ sentences }) => sentences,
    )
  }

  it('say in plain words what the defaults mean for them', () => {
    expect(sentencesOf(defaultPolicy)).toEqual([
      'You are signed out after 7 days without use, and 30 days after you signed in at the latest.',
      'You can be signed in on as many devices as you like.',
      'A second factor is up to you: a code of an authenticator app or a passkey.',
      'A passkey alone signs you in, without a password.',
      'A new password has 8 characters or more.',
      'Before you change your account you prove again who you are, unless you did so in the last 5 min.',
      'Of each session device, address, country and city are kept. You see all of it under Sessions.',
      'Unusual activity is looked at, and may end a session.',
      'Sessions that ended and what was logged stay listed.',
      'Counts without names stay.',
    ])
  })

  it('are those of their role, and name no country, network or address that is let in', () => {
    const strict = policy({
      lifetimes: { overrides: [{ whose: { kind: 'role', role: 'member' }, rules: { absoluteSeconds: 43_200 } }] },
      limits: { perPerson: 1, whenReached: 'refuse' },
      access: { countries: { allowed: ['DE'], blocked: [] }, ranges: { allowed: ['203.0.113.0/24'], blocked: [] } },
      secondFactor: { requiredFor: ['member'] },
      binding: { to: 'country', whenBroken: 'step-up' },
    })
    const said = sentencesOf(strict)
    expect(said[0]).toBe('You are signed out after 7 days without use, and 12 h after you signed in at the latest.')
    expect(said).toContain(
      'With “Keep me signed in” it is after 7 days without use, and 30 days after you signed in at the latest.',
    )
    expect(said).toContain('You can be signed in at most on 1 device at once.')
    expect(said).toContain('Sign-ins are not taken from all countries and addresses.')
    expect(said).toContain('When a session is used from another country, you prove again who you are.')
    expect(said.join()).not.toMatch(/Germany|DE\b|203/)
  })
})
