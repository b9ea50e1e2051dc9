import type { OwnEntry } from '../../api/accountCalls.ts'

const words: Readonly<Record<string, string>> = {
  SessionStarted: 'You signed in',
  SessionRefreshed: 'Your session was renewed',
  SessionContextChanged: 'Your session was used from another place or device',
  SessionShortened: 'A session ends earlier: the rules of your organisation changed',
  SessionReauthenticated: 'You confirmed that it is you',
  ReauthenticationRefused: 'Somebody in your session could not confirm to be you',
  SessionLoggedOut: 'You signed out',
  SessionExpired: 'A session ended by itself',
  LoginFailed: 'A sign-in was refused',
  PasswordResetOffered: 'A link for a new password was made',
  EmailChangeWithdrawn: 'You kept your e-mail address',
  UserRegistered: 'Your account was made',
  UserDisabled: 'Your account was disabled',
  UserEnabled: 'Your account was enabled again',
  UserHeld: 'Your account was held: nobody could sign in with it',
  UserReleased: 'Your account was released',
  SecondFactorRenamed: 'You renamed a second factor',
  SecondFactorRemoved: 'You removed a second factor',
  SecondFactorRefused: 'A passkey was refused: there may be a copy of it',
  SecondFactorsReset: 'Your second factors were reset by an admin',
  RecoveryCodesMade: 'Recovery codes were made',
  RecoveryCodeUsed: 'You signed in with a recovery code',
  DeviceTrusted: 'You trusted a device: it is not asked for a second factor',
  DeviceTrustWithdrawn: 'You no longer trust a device',
}

const text = (data: OwnEntry['data'], name: string): string => {
  const value = data[name]
  return typeof value === 'string' ? value : ''
}

/** What happened, said to the person whose account it is. Who did it is said by kind only. */
export const ownWords = (entry: OwnEntry): string => {
  const { type, data, actor } = entry
  const isOwn = actor.kind === 'user'
  switch (type) {
    case 'SessionRevoked':
      return isOwn ? 'You ended a session' : 'You were signed out'
    case 'SessionsInvalidated':
      return isOwn ? 'You ended your sessions' : 'You were signed out everywhere'
    case 'CredentialChanged':
      return data['by'] === 'admin' ? 'Your password was changed by an admin' : 'You changed your password'
    case 'SecondFactorEnrolled':
      return data['method'] === 'webauthn' ? 'You added a passkey' : 'You added an app for codes'
    case 'DeviceNamed':
      return text(data, 'name') === ''
        ? 'You took a device\u2019s name away'
        : `You named a device ${text(data, 'name')}`
    case 'EmailChangeOffered':
      return `You asked for the e-mail address ${text(data, 'email')}`
    case 'EmailChanged':
      return `Your e-mail address changed from ${text(data, 'former')} to ${text(data, 'email')}`
    case 'UserRenamed':
      return `Your name is now ${text(data, 'name')}`
    case 'MemberRoleChanged': {
      const roles = Array.isArray(data['roles']) ? data['roles'].join(', ') : ''
      return roles === '' ? 'You are no longer a member' : `Your role is now ${roles}`
    }
    default:
      return words[type] ?? entry.text
  }
}

const actors: Readonly<Record<string, string>> = {
  admin: 'an admin or analyst',
  policy: 'the rules of your organisation',
  detector: 'the rules of your organisation',
  apiKey: 'an application',
  system: 'the server',
}

/** Who did it, where that was not the person. */
export const byWhom = ({ actor }: OwnEntry): string | null => actors[actor.kind] ?? null

/** What whoever did it wrote to the person. */
export const messageOf = ({ data }: OwnEntry): string | null => text(data, 'message') || null
