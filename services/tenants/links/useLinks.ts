import { z } from 'zod'
import { instant } from '#services/ambient/clock.ts'
import { checked } from '#services/tenants/checked.ts'
import type { NewCredential } from '#services/tenants/people/decideUser.ts'
import { type FoundLink, requireLink } from './oneTimeLinks.ts'
import { allowPassword } from '#services/tenants/passwords/passwordRules.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import type { HandleUser, UserWork } from '#services/tenants/people/userCommands.ts'

/** The person whom a used link was for. */
export interface LinkUsed {
  tenant: { slug: string; name: string }
  email: string
  position: number
}

type LinkOrigin = Pick<Origin, 'correlationId' | 'context'>

const shape = z.object({ name: z.string().trim().min(1).max(200) })

const chosen = async (work: UserWork, { tenantId, userId }: FoundLink, password: string): Promise<NewCredential> => ({
  secretId: await work.passwords.store(tenantId, userId, password),
  by: 'person',
  temporaryUntil: null,
  except: [],
})

const used = ({ tenant: { slug, name }, user }: FoundLink, position: number): LinkUsed => ({
  tenant: { slug, name },
  email: user.email,
  position,
})

const ownOrigin = ({ userId }: FoundLink, origin: LinkOrigin): Origin => ({
  actor: { kind: 'user', id: userId },
  ...origin,
})

/**
 * An invited person comes in with a name and a password of their own. Of any number of uses of a link one succeeds.
 * @throws CodedError invalid-credentials (the link is not good), invalid-request, busy
 */
export const acceptInvite =
  (work: UserWork, handle: HandleUser) =>
  async (command: { token: string; name: string; password: string }, origin: LinkOrigin): Promise<LinkUsed> => {
    const found = await requireLink(work, command.token, 'invited')
    const { tenantId, userId, tenant, user, secretId } = found
    const { name } = checked(shape, command)
    allowPassword(command.password, { email: user.email, name, tenant }, 'body.password')
    const credential = await chosen(work, found, command.password)
    const accept = { type: 'AcceptInvite', name, credential, secretId } as const
    const { position } = await handle(tenantId, userId, accept, ownOrigin(found, origin))
    return used(found, position)
  }

/**
 * A person who was given a link chooses a new password. All their sessions end.
 * @throws CodedError invalid-credentials (the link is not good), invalid-request, busy
 */
export const resetPassword =
  (work: UserWork, handle: HandleUser) =>
  async ({ token, next }: { token: string; next: string }, origin: LinkOrigin): Promise<LinkUsed> => {
    const found = await requireLink(work, token, 'registered')
    const { tenantId, userId, tenant, user, secretId } = found
    allowPassword(next, { ...user, tenant }, 'body.next')
    const credential = await chosen(work, found, next)
    const at = instant(work.ambient.clock)
    const reset = { type: 'ResetPassword', credential, secretId, at } as const
    const { position } = await handle(tenantId, userId, reset, ownOrigin(found, origin))
    return used(found, position)
  }
