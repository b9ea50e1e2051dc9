import { changes } from '#services/commands/commandHandler.ts'
import { CodedError } from '#services/ports/errors.ts'
import { claimName, type NameOwner } from './claimName.ts'
import { decideUser } from './decideUser.ts'
import type { Origin } from './tenantMemory.ts'
import type { UserWork } from './userCommands.ts'

export interface EmailClaim {
  tenantId: string
  userId: string
  email: string
  /** Takes the address from a disabled person, for good. Nothing else of that person comes with it. */
  takeOver?: boolean
}

const taken = 'Somebody in this tenant has this e-mail address already.'
const takenByDisabled =
  'Somebody who is disabled has this e-mail address. Enable that person, or take the address over for somebody else.'

const ownerIs = async ({ memory }: UserWork, tenantId: string, userId: string): Promise<NameOwner> => {
  const { user } = (await memory.users.readOn(tenantId, userId)).state
  if (user === null) return 'unborn'
  return user.forgotten || user.standing === 'gone' ? 'gone' : 'exists'
}

/** @throws CodedError already-exists */
const clear = async (
  work: UserWork,
  { tenantId, takeOver = false }: EmailClaim,
  owner: { userId: string; disabled: boolean },
  origin: Origin,
): Promise<void> => {
  if ((await ownerIs(work, tenantId, owner.userId)) === 'gone') return
  if (!takeOver) throw new CodedError('already-exists', { detail: owner.disabled ? takenByDisabled : taken })
  await work.memory.users.handle(owner.userId, { tenantId, ...origin }, (state) =>
    changes(decideUser({ type: 'ReleaseEmail' }, state)),
  )
}

/**
 * Claims an address for a person who is about to exist. Looks its owner up first, because a claim of an earlier release
 * may stand under another name.
 * @throws CodedError already-exists, busy
 */
export const claimEmail = async (work: UserWork, claim: EmailClaim, origin: Origin): Promise<void> => {
  const { tenantId, userId, email } = claim
  const owner = await work.directory.personByEmail(tenantId, email)
  if (owner !== null && owner.userId !== userId) await clear(work, claim, owner, origin)
  await claimName(
    work,
    {
      tenantId,
      digest: work.digests.email(tenantId, email),
      ownerId: userId,
      event: { type: 'EmailClaimed', version: 1, data: { userId } },
      ownerIs: (ownerId) => ownerIs(work, tenantId, ownerId),
      taken,
    },
    origin,
  )
}
