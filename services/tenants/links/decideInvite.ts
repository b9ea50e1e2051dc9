import type { UserEvent } from '#events/user/events.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Because } from '#services/tenants/because.ts'
import type { NewCredential } from '#services/tenants/people/decideUser.ts'
import type { UserState } from '#services/tenants/people/userState.ts'

/** A one-time link before an event names it. */
export interface NewLink {
  secretId: string
  expiresAt: string
}

export type InviteCommand =
  | { type: 'InviteUser'; userId: string; email: string; link: NewLink }
  | { type: 'RenewInvite'; link: NewLink }
  | ({ type: 'WithdrawInvite' } & Because)
  /** `secretId`: the link that the person has shown. */
  | { type: 'AcceptInvite'; name: string; credential: NewCredential; secretId: string }

type Known = NonNullable<UserState['user']>
type Standing = Known['standing']

export const known = ({ user }: UserState): Known => {
  if (user === null) throw new CodedError('not-found')
  return user
}

const otherwise: Record<Standing, string> = {
  invited: 'This person was invited and has not come in yet. Withdraw the invite, or send a new link.',
  registered: 'This person has come in already, so there is no invite any more.',
  gone: 'This person is gone: invite the address anew.',
}

/** @throws CodedError not-found, wrong-state with what to do instead */
export const requireStanding = (state: UserState, wanted: Standing): Known => {
  const user = known(state)
  if (user.standing !== wanted) throw new CodedError('wrong-state', { detail: otherwise[user.standing] })
  return user
}

/** Somebody who is gone is not changed any more. @throws CodedError not-found, wrong-state */
export const requirePresent = (state: UserState): void => {
  const { standing } = known(state)
  if (standing === 'gone') throw new CodedError('wrong-state', { detail: otherwise.gone })
}

/** Every link that is not good is refused alike. */
export const deadLink = (): CodedError =>
  new CodedError('invalid-credentials', {
    detail: 'This link was used or withdrawn, or it is too old. Ask whoever sent it for a new one.',
  })

const invited = (userId: string, email: string, link: NewLink): UserEvent => ({
  type: 'UserInvited',
  version: 1,
  data: { userId, email, ...link },
})

const withdraw = ({ reason, message, ticket }: Because, state: UserState): UserEvent[] => {
  if (state.user?.standing === 'gone') return []
  const { userId } = requireStanding(state, 'invited')
  return [{ type: 'InviteWithdrawn', version: 1, data: { userId, reason, message, ticket } }]
}

const accept = (
  { name, credential, secretId }: Extract<InviteCommand, { type: 'AcceptInvite' }>,
  { user }: UserState,
): UserEvent[] => {
  if (user?.standing !== 'invited' || user.link?.secretId !== secretId) throw deadLink()
  const { userId, email } = user
  const { except, ...rest } = credential
  return [
    { type: 'UserRegistered', version: 1, data: { userId, email, name } },
    { type: 'CredentialChanged', version: 1, data: { userId, ...rest, except: [...except] } },
  ]
}

export const decideInvite = (command: InviteCommand, state: UserState): UserEvent[] => {
  switch (command.type) {
    case 'InviteUser':
      return state.user === null ? [invited(command.userId, command.email, command.link)] : []
    case 'RenewInvite': {
      const { userId, email } = requireStanding(state, 'invited')
      return [invited(userId, email, command.link)]
    }
    case 'WithdrawInvite':
      return withdraw(command, state)
    case 'AcceptInvite':
      return accept(command, state)
  }
}
