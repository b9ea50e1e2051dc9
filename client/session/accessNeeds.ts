import type { Ended } from '#events/live/frames.ts'
import type { AuthCalls } from './authCalls.ts'
import type { Clock, CorrectedClock } from './clock.ts'
import type { Grant } from './grant.ts'
import type { Listeners } from './listeners.ts'
import type { SignedOut } from './sessionClient.ts'
import type { SignOutMarks } from './signOutMark.ts'
import type { Kept } from './storage/kept.ts'
import type { SessionStore } from './storage/storedSession.ts'
import type { Tabs } from './tabs.ts'

export interface AccessNeeds {
  calls: AuthCalls
  kept: Kept
  attemptKey: string
  store: SessionStore
  marks: SignOutMarks
  tabs: Tabs
  clock: Clock
  serverClock: CorrectedClock
  random(): number
  randomId(): string
  spareMs: number
  isOurs(grant: Grant): boolean
  /** Whether nobody has used the application for so long that a stored session is not to go on. */
  isAbandoned(): Promise<boolean>
  signedOut: Listeners<SignedOut>
  ended: Listeners<Ended>
  otherPerson: Listeners<Grant>
  heard(name: string, data: unknown): void
  onChange(): void
}
