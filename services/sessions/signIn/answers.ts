import { z } from 'zod'
import { deviceTypes } from '#events/envelope.ts'
import type { KnownSession } from '#events/session/fold.ts'
import { roleSchema } from '#events/tenant/events.ts'
import type { Person, Tenant } from '#services/ports/identity.ts'
import { dueLapse } from '../commands/lapse.ts'
import type { Grant } from './completeSignIn.ts'

const instant = z.iso.datetime({ precision: 3 })

export const sessionAnswer = z.object({
  id: z.uuid(),
  startedAt: instant,
  lastActiveAt: instant,
  idleExpiresAt: instant,
  absoluteExpiresAt: instant,
  client: z.string(),
  methods: z.array(z.string()),
  authTime: instant,
  remembered: z.boolean(),
  device: z.object({
    id: z.string().nullable(),
    name: z.string().nullable(),
    type: z.enum(deviceTypes),
    browser: z.string().nullable(),
    os: z.string().nullable(),
  }),
})
export const userAnswer = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  roles: z.array(roleSchema),
  mustChangePassword: z.boolean(),
})
export const tenantAnswer = z.object({ id: z.uuid(), slug: z.string(), name: z.string(), simulated: z.boolean() })

export const grantAnswer = z.object({
  accessToken: z.string(),
  accessExpiresAt: instant,
  /** Bearer clients only; cookie clients never see it. */
  refreshToken: z.string().optional(),
  refreshExpiresAt: instant,
  session: sessionAnswer,
  user: userAnswer,
  tenant: tenantAnswer,
})
export const currentAnswer = z.object({
  active: z.literal(true),
  session: sessionAnswer,
  user: userAnswer,
  tenant: tenantAnswer,
  accessExpiresAt: instant,
})
export const activityAnswer = z.object({ lastActiveAt: instant, idleExpiresAt: instant })
export const endedAnswer = z.object({ ended: z.int().nonnegative() })

const unknownDevice = { id: null, name: null, type: 'other', browser: null, os: null } as const

export const showSession = (session: KnownSession): z.infer<typeof sessionAnswer> => {
  const { id, name, type, browser, os } = session.last.context?.device ?? unknownDevice
  const { startedAt, lastActiveAt, idleExpiresAt, absoluteExpiresAt, methods, authTime, remembered } = session
  return {
    id: session.sessionId,
    startedAt,
    lastActiveAt,
    idleExpiresAt,
    absoluteExpiresAt,
    client: session.clientId,
    methods,
    authTime,
    remembered,
    device: { id, name, type, browser, os },
  }
}

export const showPerson = ({
  userId,
  email,
  name,
  roles,
  passwordTemporaryUntil,
}: Person): z.infer<typeof userAnswer> => ({
  id: userId,
  email,
  name,
  roles: [...roles],
  mustChangePassword: passwordTemporaryUntil !== null,
})

export const showTenant = ({ tenantId, slug, name, simulated }: Tenant): z.infer<typeof tenantAnswer> => ({
  id: tenantId,
  slug,
  name,
  simulated,
})

export const showGrant = (grant: Grant): z.infer<typeof grantAnswer> => ({
  accessToken: grant.accessToken,
  accessExpiresAt: grant.accessExpiresAt,
  ...(grant.session.transport === 'bearer' ? { refreshToken: grant.refreshToken } : {}),
  refreshExpiresAt: dueLapse(grant.session).expiredAt,
  session: showSession(grant.session),
  user: showPerson(grant.person),
  tenant: showTenant(grant.tenant),
})
