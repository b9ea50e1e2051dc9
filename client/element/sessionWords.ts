/** What the list says. An application replaces what it wants to word otherwise or in another language. */
export interface SessionWords {
  thisDevice: string
  active: (ago: string) => string
  signedIn: (ago: string) => string
  ends: (at: string) => string
  signOut: string
  signOutDevice: (device: string) => string
  signOutOthers: (devices: number) => string
  signedOut: (devices: number) => string
  noOthers: string
  refresh: string
  loading: string
  failed: string
  notEnded: string
  notSignedIn: string
  device: (type: string) => string
  onSystem: (browser: string, system: string) => string
}

const counted = (devices: number): string => (devices === 1 ? '1 device' : `${devices} devices`)
const kinds: Readonly<Record<string, string>> = {
  desktop: 'A computer',
  mobile: 'A phone',
  tablet: 'A tablet',
  app: 'An app',
}

export const englishWords: SessionWords = {
  thisDevice: 'This device',
  active: (ago) => `active ${ago}`,
  signedIn: (ago) => `signed in ${ago}`,
  ends: (at) => `Ends ${at} unless used`,
  signOut: 'Sign out',
  signOutDevice: (device) => `Sign out ${device}`,
  signOutOthers: (devices) => `Sign out ${devices === 1 ? 'the other device' : `${devices} other devices`}`,
  signedOut: (devices) => `${counted(devices)} signed out.`,
  noOthers: 'You are signed in nowhere else.',
  refresh: 'Refresh',
  loading: 'Loading…',
  notEnded: 'That did not work. Try again.',
  failed: 'Your sessions could not be loaded.',
  notSignedIn: 'You are signed out.',
  device: (type) => kinds[type] ?? 'A device',
  onSystem: (browser, system) => `${browser} on ${system}`,
}
