import type { z } from 'zod'
import type { KnownSession } from '#events/session/fold.ts'
import type { currentSessionShape, grantShape, signedInTenantShape, signedInUserShape } from '#events/wire/account.ts'
import type { Person, Tenant } from '#services/ports/identity.ts'
import { dueLapse } from '../commands/lapse.ts'
import type { Grant } from './completeSignIn.ts'

const unknownDevice = { id: null, type: 'other', browser: null, os: null, details: null } as const

export const showSession = (session: KnownSession): z.infer<typeof currentSessionShape> => {
  const { id, type, browser, os, details } = session.last.context?.device ?? unknownDevice
  const { startedAt, lastActiveAt, idleExpiresAt, absoluteExpiresAt, methods, proofs, authTime, remembered } = session
  return {
    id: session.sessionId,
    startedAt,
    lastActiveAt,
    idleExpiresAt,
    absoluteExpiresAt,
    client: session.clientId,
    methods,
    proofs,
    authTime,
    remembered,
    device: { id, name: session.deviceName, type, browser, os, fingerprint: details?.fingerprint ?? null },
  }
}

export const showPerson = ({
  userId,
  email,
  name,
  roles,
  passwordTemporaryUntil,
}: Person): z.infer<typeof signedInUserShape> => ({
  id: userId,
  email,
  name,
  roles: [...roles],
  mustChangePassword: passwordTemporaryUntil !== null,
})

export const showTenant = ({ tenantId, slug, name, simulated }: Tenant): z.infer<typeof signedInTenantShape> => ({
  id: tenantId,
  slug,
  name,
  simulated,
})

export const showGrant = (grant: Grant): z.infer<typeof grantShape> => ({
  accessToken: grant.accessToken,
  accessExpiresAt: grant.accessExpiresAt,
  ...(grant.session.transport === 'bearer' ? { refreshToken: grant.refreshToken } : {}),
  refreshExpiresAt: dueLapse(grant.session).expiredAt,
  session: showSession(grant.session),
  user: showPerson(grant.person),
  tenant: showTenant(grant.tenant),
})
