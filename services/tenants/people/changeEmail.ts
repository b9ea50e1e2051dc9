import { instant } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import { claimEmail } from '#services/tenants/claims/claimEmail.ts'
import type { FindResemblance } from '#services/tenants/claims/lookalikes/lookalikes.ts'
import { deadLink } from '#services/tenants/links/decideInvite.ts'
import { drawLink, findEmailChange } from '#services/tenants/links/oneTimeLinks.ts'
import { oneTimeHours } from '#services/tenants/passwords/oneTimePassword.ts'
import { requirePassword } from '#services/tenants/passwords/requirePassword.ts'
import type { LinkUsed } from '#services/tenants/links/useLinks.ts'
import type { Changed } from '#services/tenants/tenantCommands.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import type { HandleUser, UserWork } from './userCommands.ts'

export interface EmailWork extends UserWork {
  findResemblance: FindResemblance
}

interface NewAddress {
  tenantId: string
  userId: string
  /** As `emailSchema` answers it. */
  email: string
}

/**
 * Makes a one-time link with which the person confirms a new address. Does not tell whether somebody has the address: whoever
 * reads its mail learns that on opening the link.
 * @throws CodedError invalid-request, rate-limited, busy
 */
export const offerEmailChange =
  (work: UserWork, handle: HandleUser) =>
  async (
    { tenantId, userId, email, password }: NewAddress & { password: string },
    origin: Origin,
  ): Promise<Changed & { token: string; expiresAt: string }> => {
    await requirePassword(work, { tenantId, userId }, { password, path: 'body.password' })
    const { link, token } = await drawLink(work, { tenantId, userId }, oneTimeHours)
    const offer = { type: 'OfferEmailChange', email, link, at: instant(work.ambient.clock) } as const
    const { position } = await handle(tenantId, userId, offer, origin)
    return { position, token, expiresAt: link.expiresAt }
  }

const looksAlike = async (
  { findResemblance }: EmailWork,
  { tenantId, userId, email }: NewAddress,
): Promise<boolean> => {
  const { lookalikes, mixesScripts } = await findResemblance(tenantId, email, userId)
  return mixesScripts || lookalikes.length > 0
}

/**
 * The person shows the link that was sent to the new address. The address is claimed first, so that of any number of people who want
 * it one gets it; the former one is free from the event on.
 * @throws CodedError invalid-credentials (the link is not good), already-exists, busy
 */
export const confirmEmail =
  (work: EmailWork, handle: HandleUser) =>
  async (token: string, origin: Omit<Origin, 'actor'>): Promise<LinkUsed> => {
    const found = await findEmailChange(work, token)
    if (found === null) throw deadLink()
    const { tenantId, userId, email, tenant, secretId } = found
    const own = { actor: { kind: 'user', id: userId }, ...origin } as const
    await claimEmail(work, { tenantId, userId, email }, own)
    const confirm = { type: 'ConfirmEmail', secretId, looksAlike: await looksAlike(work, found) } as const
    const { position } = await handle(tenantId, userId, confirm, own)
    return { tenant: { slug: tenant.slug, name: tenant.name }, email, position }
  }

/**
 * An admin gives a person another address.
 * @throws CodedError not-found, wrong-state, already-exists, busy
 */
export const changeEmail =
  (work: EmailWork, handle: HandleUser) =>
  async (change: NewAddress & { takeOver?: boolean }, origin: Origin): Promise<Changed> => {
    const { tenantId, userId, email } = change
    const { user } = (await work.memory.users.readOn(tenantId, userId)).state
    if (user === null) throw new CodedError('not-found')
    if (user.standing === 'registered' && user.email !== email) await claimEmail(work, change, origin)
    const command = { type: 'ChangeEmail', email, looksAlike: await looksAlike(work, change) } as const
    return handle(tenantId, userId, command, origin)
  }
