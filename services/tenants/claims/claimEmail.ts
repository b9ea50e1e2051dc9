import { isSameEmail } from '#events/text/emailAddress.ts'
import { changes } from '#services/commands/commandHandler.ts'
import { CodedError } from '#services/ports/errors.ts'
import { claimName, type NameOwner } from './claimName.ts'
import type { Person } from '#services/ports/identity.ts'
import { decideUser } from '#services/tenants/people/decideUser.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import type { UserWork } from '#services/tenants/people/userCommands.ts'

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

type Claimed = Pick<EmailClaim, 'tenantId' | 'email'>

/** `since`: when the owner claimed the address; before the owner changed to another one, it was given up. */
const ownerIs = async (
  { memory }: UserWork,
  { tenantId, email }: Claimed,
  owner: { userId: string; since: string },
): Promise<NameOwner> => {
  const { user } = (await memory.users.readOn(tenantId, owner.userId)).state
  if (user === null) return 'unborn'
  if (user.forgotten || user.standing === 'gone') return 'gone'
  if (isSameEmail(user.email, email)) return 'exists'
  return owner.since < user.emailSince ? 'gone' : 'unborn'
}

/** @throws CodedError already-exists */
const clear = async (work: UserWork, claim: EmailClaim, owner: Person, origin: Origin): Promise<void> => {
  const { tenantId, takeOver = false } = claim
  if ((await ownerIs(work, claim, { userId: owner.userId, since: owner.emailSince })) === 'gone') return
  if (!takeOver) throw new CodedError('already-exists', { detail: owner.disabled ? takenByDisabled : taken })
  await work.memory.users.handle(owner.userId, { tenantId, ...origin }, (state) =>
    changes(decideUser({ type: 'ReleaseEmail' }, state)),
  )
}

/**
 * Claims an address for a person who is about to exist or to change to it. Looks its owner up first, because a claim of an
 * earlier release may stand under another name.
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
      ownerIs: (ownerId, since) => ownerIs(work, claim, { userId: ownerId, since }),
      taken,
    },
    origin,
  )
}
