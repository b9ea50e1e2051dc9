import type { PolicyRule } from '#events/text/policy/policyRules.ts'

interface RuleText {
  title: string
  /** What it does. */
  what: string
  /** Why one would set it, with what NIST SP 800-63B-4 and OWASP ASVS 5 ask for. */
  why: string
}

export const ruleTexts: Readonly<Record<PolicyRule, RuleText>> = {
  absolute: {
    title: 'Signed in at most',
    what: 'However active, a session ends and the person signs in again.',
    why: 'A stolen session is worth nothing after it. NIST: 30 days at AAL1 and 24 h at AAL2 should be the most, 12 h at AAL3 shall be. OWASP 7.3.2 asks for an end.',
  },
  idle: {
    title: 'Unused at most',
    what: 'A session ends when nothing was asked of it for this long; in a browser that is not kept signed in, after 12 h at most.',
    why: 'A device that was left behind signs itself out. NIST: 1 h at AAL2 and 15 min at AAL3 should be the most; AAL1 asks for none. OWASP 7.3.1 asks for a limit.',
  },
  remembered: {
    title: 'Keep me signed in',
    what: 'How long sessions last for who ticks the box at sign-in.',
    why: 'A box that lasts longer than a day leaves AAL2 behind, whatever the other rules say. OWASP 7.1.1 asks for a reason in writing.',
  },
  tokens: {
    title: 'Tokens',
    what: 'How long an access token is good for, and how long a lost answer to a refresh is given again.',
    why: 'APIs without a guard take an access token until it runs out, so short is safer. OWASP 9.2.1 asks that it runs out at all.',
  },
  ownLifetimes: {
    title: 'Lifetimes of their own',
    what: 'Roles and apps whose sessions last otherwise. Where several apply, the strictest counts.',
    why: 'Those who may do more should be signed in for less. OWASP 7.1.1 asks for lifetimes that fit the risk.',
  },
  perPerson: {
    title: 'Sessions at once',
    what: 'How many sessions a person may have, and what a sign-in above it does.',
    why: 'A shared password shows as sessions that end each other. OWASP 7.1.2 asks that the number and what follows are laid down.',
  },
  perKind: {
    title: 'By device and app',
    what: 'How many sessions a person may have on one type of device, or in one app.',
    why: 'For apps that are paid for by the seat or meant for one device. OWASP 7.1.2, as above.',
  },
  ownLimits: {
    title: 'Limits of their own',
    what: 'Roles and apps with another number of sessions at once.',
    why: 'Admins seldom need more than two devices; people at shared counters may.',
  },
  tenantWide: {
    title: 'Everybody together',
    what: 'How many sessions your tenant may have. A sign-in above it is refused.',
    why: 'A bound on what a leaked list of passwords can open at once.',
  },
  countries: {
    title: 'Countries',
    what: 'Where people may be. Sign-ins from elsewhere are refused, and open sessions from there end.',
    why: 'Nobody signs in from where nobody works. OWASP 8.2.4 asks for it at sign-in and within a session. An unknown country passes unless only some are allowed.',
  },
  networks: {
    title: 'Networks',
    what: 'The operators whose networks people may come from, as sessions show them.',
    why: 'Hosting companies and anonymisers are where guessing comes from. OWASP 8.2.4.',
  },
  ranges: {
    title: 'Addresses',
    what: 'The addresses that people may come from.',
    why: 'An office or a VPN, and nothing else. OWASP 8.4.2 warns: where somebody is must not be the only proof.',
  },
  binding: {
    title: 'Staying in one place',
    what: 'What a session must not leave, and what happens when it does.',
    why: 'A stolen token is used from elsewhere. NIST 5.3 and OWASP 8.2.4 ask to look for it during a session. Phones change networks often.',
  },
  anomalies: {
    title: 'What an anomaly does',
    what: 'What happens at once when a rule finds something, before anybody has looked.',
    why: 'Minutes count when a token is stolen. OWASP 8.1.4 asks that the answer to each risk is laid down.',
  },
  secondFactor: {
    title: 'Second factor',
    what: 'Who has to prove themselves twice at sign-in, and with what. Who has none enrols one at the next sign-in.',
    why: 'NIST asks for two factors from AAL2 on, and for one that cannot be phished at AAL3. OWASP 6.3.3.',
  },
  passwords: {
    title: 'Passwords',
    what: 'What a new password needs. Passwords that people have stay as they are.',
    why: 'NIST: 15 characters where a password is the only factor, else 8, no rules on kinds of characters. OWASP 6.2.1 and 6.2.11.',
  },
  reauthentication: {
    title: 'Proof before sensitive actions',
    what: 'How long ago somebody may have proved who they are when they change rules, people, keys or their own account.',
    why: 'An unlocked screen is not enough for what cannot be undone. OWASP 7.5.1 and 7.5.3.',
  },
  place: {
    title: 'Places',
    what: 'How exactly Rollcall keeps where somebody was. What is off is never stored.',
    why: 'Keep what you use. Impossible travel needs the city; staying in one country needs the country. Who may come in is decided before anything is left out.',
  },
  retention: {
    title: 'How long records are listed',
    what: 'When ended sessions, log lines and counts leave lists and charts. The log itself stays.',
    why: 'OWASP 14.2.7 asks that old personal data is deleted on a schedule.',
  },
  texts: {
    title: 'Neutral text',
    what: 'What somebody reads whose session was ended without a message.',
    why: 'Whoever holds a stolen session reads it too, so it gives no reason.',
  },
}

export interface RuleGroup {
  title: string
  rules: readonly PolicyRule[]
}

export const ruleGroups: readonly RuleGroup[] = [
  { title: 'How long', rules: ['absolute', 'idle', 'remembered', 'ownLifetimes', 'tokens'] },
  { title: 'How many', rules: ['perPerson', 'perKind', 'ownLimits', 'tenantWide'] },
  { title: 'From where', rules: ['countries', 'networks', 'ranges', 'binding'] },
  { title: 'With what proof', rules: ['secondFactor', 'reauthentication', 'passwords'] },
  { title: 'What is watched and kept', rules: ['anomalies', 'place', 'retention', 'texts'] },
]
