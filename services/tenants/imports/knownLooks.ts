import { inBatches } from '#events/files/inBatches.ts'
import { normaliseEmail, writtenEmail } from '#events/text/emailAddress.ts'
import { looksOf } from '#services/tenants/claims/lookalikes/lookalikes.ts'
import { mixesScripts } from '#services/tenants/claims/lookalikes/mixesScripts.ts'
import type { TenantMemory } from '#services/tenants/tenantMemory.ts'

/** The addresses of a tenant by how they look, for telling of look-alikes in a whole file. */
export interface Looks {
  /** Remembers the address for the lines that follow. */
  warningsFor(email: string): string[]
}

const width = 16

/** Some 100 bytes for each address: the one thing that grows with the number of people. */
export const knownLooks = async (
  { tenants, users }: Pick<TenantMemory, 'tenants' | 'users'>,
  tenantId: string,
): Promise<Looks> => {
  const owners = new Map<string, string>()
  const learn = (email: string, owner: string): void => {
    for (const look of looksOf(email)) if (!owners.has(look)) owners.set(look, owner)
  }
  const learnOf = async (userId: string): Promise<void> => {
    const { user } = (await users.read(tenantId, userId)).state
    if (user !== null && !user.forgotten) learn(user.email, normaliseEmail(user.email))
  }
  const { members } = (await tenants.readOn(tenantId, '')).state
  // Not all at once: what waits for its turn takes memory too.
  for await (const userIds of inBatches(members.keys(), width)) await Promise.all(userIds.map(learnOf))
  return {
    warningsFor(email) {
      const own = normaliseEmail(email)
      const other = looksOf(email)
        .map((look) => owners.get(look))
        .find((owner) => owner !== undefined && owner !== own)
      learn(email, own)
      return [
        ...(other === undefined ? [] : [`${email} looks like ${other}, and is another address.`]),
        ...(mixesScripts(writtenEmail(email)) ? [`${email} mixes letters of several scripts.`] : []),
      ]
    },
  }
}
