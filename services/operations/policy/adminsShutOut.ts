import { rolesMay } from '#events/permissions.ts'
import { keptOutBy } from '#events/tenant/policy/accessRules.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import type { PolicyStanding } from '#services/ports/policies.ts'
import type { Finding } from './findAffected.ts'

/**
 * Whether a policy keeps out everybody who is signed in now and may change it back, from where each was seen last. Nobody is signed in:
 * false, because nobody can say where they would come from.
 */
export const adminsShutOut =
  ({ views }: Pick<Finding, 'views'>) =>
  async ({ tenant, members }: PolicyStanding, { access }: Pick<Policy, 'access'>): Promise<boolean> => {
    const ways: boolean[] = []
    await views.liveByPerson(tenant.tenantId, { longerThan: null }, (sessions) => {
      const ofAdmins = sessions.filter(({ userId }) => rolesMay(members.get(userId) ?? [], 'manage-policy'))
      ways.push(...ofAdmins.map(({ seen }) => keptOutBy(access, seen) === null))
    })
    return ways.length > 0 && !ways.includes(true)
  }
