import type { OwnSession } from '../../realtime/meFeed.ts'

/** Tells the session's person why it ended: "Acme security signed you out: “Lost laptop”". */
export const endedWords = ({ status, cause, message }: OwnSession, tenantName: string): string => {
  switch (status) {
    case 'active':
      return 'Signed in'
    case 'loggedOut':
      return loggedOutWords(cause)
    case 'expired':
      return cause === 'absolute' ? 'Reached its longest lifetime' : 'Not used for a while'
    case 'revoked':
      return revokedWords(cause, tenantName) + (message === null ? '' : `: “${message}”`)
  }
}

const loggedOutWords = (cause: string | null): string => {
  switch (cause ?? 'unknown') {
    case 'inactivity':
      return 'Signed out, not being used'
    case 'replaced':
      return 'Replaced by a new sign-in in that browser'
    default:
      return 'You signed out'
  }
}

const revokedWords = (cause: string | null, tenantName: string): string => {
  switch (cause ?? 'unknown') {
    case 'user':
      return 'You signed it out from another device'
    case 'credential':
      return 'Your password was changed'
    case 'limit':
      return 'You signed in on one device more than allowed'
    case 'reuse':
      return `${tenantName} ended it to protect your account`
    case 'restore':
      return 'The server was restored from a backup'
    case 'suspended':
      return `${tenantName} was suspended`
    case 'policy':
      return `${tenantName} changed its rules`
    case 'binding':
      return 'It was used from another network or country than you signed in from'
    default:
      return `${tenantName} security signed you out`
  }
}
