import pLimit from 'p-limit'
import { isSameEmail, normaliseEmail, writtenEmail } from '#events/text/emailAddress.ts'
import type { TenantMemory } from '#services/tenants/tenantMemory.ts'
import { mixesScripts } from './mixesScripts.ts'
import { skeleton } from './skeleton.ts'

/** Reasons why people may take an address for another one. They are told to whoever adds it; it is not refused. */
export interface Resemblance {
  /** Addresses of others in the tenant that look like it. */
  lookalikes: string[]
  /** It has letters of scripts that nobody writes together, such as a Cyrillic а in a Latin name. */
  mixesScripts: boolean
}

/** As it is shown, and without capitals: I looks like l, and i like neither. */
export const looksOf = (email: string): string[] => [
  ...new Set([writtenEmail(email), writtenEmail(normaliseEmail(email))].map(skeleton)),
]

/** True if two addresses that are not the same one look the same. */
export const lookAlike = (one: string, other: string): boolean => {
  if (isSameEmail(one, other)) return false
  const looks = looksOf(one)
  return looksOf(other).some((look) => looks.includes(look))
}

/** Streams read at once. */
const width = 8

/** `userId`: whose the address is to be, so that their present one does not count. */
export type FindResemblance = (tenantId: string, email: string, userId?: string) => Promise<Resemblance>

/** Reads everybody in the tenant from their streams, so that nobody added a moment ago is missed. */
export const findResemblance =
  ({ tenants, users }: Pick<TenantMemory, 'tenants' | 'users'>): FindResemblance =>
  async (tenantId, email, userId) => {
    const { members } = (await tenants.readOn(tenantId, '')).state
    const limit = pLimit(width)
    const others = [...members.keys()].filter((id) => id !== userId)
    const states = await Promise.all(others.map((id) => limit(() => users.read(tenantId, id))))
    const emails = states.flatMap(({ state: { user } }) => (user === null || user.forgotten ? [] : [user.email]))
    return {
      lookalikes: emails.filter((other) => lookAlike(email, other)),
      mixesScripts: mixesScripts(writtenEmail(email)),
    }
  }
