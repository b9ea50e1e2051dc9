import { policyWhen } from '#events/tenant/policy/keptSession.ts'
import { lifetimesFor, type Whose } from '#events/tenant/policy/lifetimesFor.ts'
import { limitsFor } from '#events/tenant/policy/limitsFor.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { type OwnPolicy, ownPolicyShape } from '#events/wire/ownPolicy.ts'
import type { SignedInCaller } from '#services/http/caller.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Client, Directory, Tenant } from '#services/ports/identity.ts'

export interface OwnPolicyRouteNeeds {
  directory: Pick<Directory, 'tenant'>
}

const isRestricted = ({ allowed, blocked }: Policy['access'][keyof Policy['access']]): boolean =>
  allowed !== null || blocked.length > 0

const lifetimesOf = (
  policy: Policy,
  whose: Omit<Whose, 'remembered'>,
  transport: Client['transport'] | undefined,
): OwnPolicy['lifetimes'] => {
  const lasting = (remembered: boolean) => {
    const { idleSeconds, absoluteSeconds } = lifetimesFor(policy, { ...whose, remembered })
    return { idleSeconds, absoluteSeconds }
  }
  const usual = lasting(false)
  return {
    ...(transport === undefined ? usual : policyWhen(usual, { transport })),
    remembered: lasting(true),
  }
}

/** The rules as they are for a person of these roles in the application they use. */
export const ownPolicyOf = (
  { policy, policyVersion, clients }: Pick<Tenant, 'policy' | 'policyVersion' | 'clients'>,
  { roles, clientId }: Pick<SignedInCaller, 'roles' | 'clientId'>,
): OwnPolicy => {
  const { limits, access, binding, secondFactor, passwords, reauthentication, place, retention } = policy
  const { perPerson, whenReached } = limitsFor(policy, { roles, clientId })
  const { requiredFor, ...factors } = secondFactor
  const client = clients.get(clientId)
  return {
    version: policyVersion,
    lifetimes: lifetimesOf(policy, { roles, clientId, own: client?.lifetimes }, client?.transport),
    limits: {
      sessions: perPerson,
      whenReached,
      perDeviceType: limits.perDeviceType,
      inThisApplication: limits.perApplication[clientId] ?? null,
    },
    restricted: {
      countries: isRestricted(access.countries),
      networks: isRestricted(access.networks),
      addresses: isRestricted(access.ranges),
    },
    binding,
    secondFactor: { isNeeded: roles.some((role) => requiredFor.includes(role)), ...factors },
    passwords: { minimumLength: passwords.minimumLength },
    reauthentication,
    place,
    retention,
  }
}

/** What the rules say to whoever asks. */
export const ownPolicyRoutes = ({ directory }: OwnPolicyRouteNeeds): Route[] => [
  defineRoute({
    id: 'readMyPolicy',
    method: 'get',
    path: '/v1/me/policy',
    tag: 'Me',
    summary: 'The rules of my tenant, as they are for me in this application',
    access: 'own-account',
    limit: 'read',
    answers: { 200: { description: 'What concerns me', schema: ownPolicyShape } },
    errors: [],
    async handle({ caller }) {
      const tenant = await directory.tenant(caller.tenantId)
      if (tenant === null) throw new CodedError('not-signed-in')
      return { status: 200, body: ownPolicyOf(tenant, caller) }
    },
  }),
]
