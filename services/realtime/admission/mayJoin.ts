import type { Permission } from '#events/permissions.ts'
import { CodedError } from '#services/ports/errors.ts'
import { callerMay, type SignedInCaller } from '#services/http/caller.ts'

const permit = (caller: SignedInCaller, permission: Permission): void => {
  if (caller.mustChangePassword) throw new CodedError('password-change-required')
  if (caller.mustReauthenticate) throw new CodedError('reauthentication-required')
  if (!callerMay(caller, permission)) throw new CodedError('forbidden')
}

/** @throws CodedError password-change-required */
export const mayJoinMe = (caller: SignedInCaller): void => permit(caller, 'own-account')

/** @throws CodedError password-change-required, forbidden */
export const mayJoinLive = (caller: SignedInCaller): void => permit(caller, 'watch')
