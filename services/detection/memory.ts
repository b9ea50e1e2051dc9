import type { Remembered } from './observe.ts'
import { type RecentFailures, recentFailures } from './recentFailures.ts'

export interface PersonKey {
  tenantId: string
  userId: string
}
export const personKey = ({ tenantId, userId }: PersonKey): string => `${tenantId}+${userId}`

/** What the rules remember: of each person, by `personKey`, and of refused sign-ins. */
export interface Memory {
  people: Map<string, Remembered>
  failures: RecentFailures
}
export const emptyMemory = (): Memory => ({ people: new Map(), failures: recentFailures() })
