import { isOwnEnding } from '#events/session/ownEndings.ts'

/** Who ended the session, as its person may read it; never a reason, never a rule. */
export const endedBy = (cause: string, tenantName: string): string => {
  switch (cause) {
    case 'user':
      return 'You ended this session from another device'
    case 'person':
      return 'You signed out'
    case 'replaced':
      return 'A new sign-in in this browser ended this session'
    case 'credential':
      return 'Your password was changed, which ended this session'
    case 'limit':
      return 'You signed in on another device, which ended this session'
    case 'inactivity':
    case 'idle':
      return 'This session was not used for a while and ended'
    case 'absolute':
      return 'This session reached its longest lifetime and ended'
    case 'reuse':
      return `${tenantName} ended this session to protect your account`
    case 'restore':
      return 'The server was restored from a backup, which ended every session'
    case 'suspended':
      return `${tenantName} was suspended, which ended every session`
    case 'policy':
      return `${tenantName} changed its rules, which ended this session`
    case 'binding':
      return 'This session was used from another network or country than you signed in from, which ended it'
    default:
      return `${tenantName} security ended this session`
  }
}

/** Whether somebody else decided it. */
export const wasForced = (cause: string): boolean => !isOwnEnding(cause)
