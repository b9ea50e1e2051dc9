import { catalogue, type RollcallEvent } from '../catalogue.ts'
import type { Recorded } from '../envelope.ts'
import { typeInLog } from '../upcast.ts'
import { anomalyClaim } from './anomalyClaim.ts'
import { sessionSentence } from './sessionSentences.ts'
import { peopleSentence, tenantSentence } from './tenantSentences.ts'
import type { Names } from './words.ts'

const known = (event: Recorded<RollcallEvent>, names: Names): string => {
  switch (event.type) {
    case 'SessionStarted':
    case 'SessionRefreshed':
    case 'SessionActivityRecorded':
    case 'SessionContextChanged':
    case 'RefreshTokenReused':
    case 'SessionLoggedOut':
    case 'SessionRevoked':
    case 'SessionExpired':
    case 'RefreshRefused':
    case 'EndedSessionUsed':
      return sessionSentence(event, names)
    case 'UserInvited':
    case 'InviteWithdrawn':
    case 'UserRegistered':
    case 'UserDisabled':
    case 'UserEnabled':
    case 'EmailReleased':
    case 'PasswordResetOffered':
    case 'CredentialChanged':
    case 'SessionsInvalidated':
    case 'LoginFailed':
    case 'EmailClaimed':
    case 'ReferenceClaimed':
      return peopleSentence(event, names)
    case 'AnomalyRaised':
      return anomalyClaim(event.data.evidence, names(event.data.userId) ?? 'Somebody')
    case 'TenantRegistered':
    case 'SlugClaimed':
    case 'ClientRegistered':
    case 'ClientChanged':
    case 'ClientRemoved':
    case 'ApiKeyIssued':
    case 'ApiKeyRevoked':
    case 'MemberRoleChanged':
    case 'AdminSetAside':
    case 'AdminBroughtBack':
    case 'PolicyChanged':
    case 'LogRestored':
    case 'TenantRenamed':
    case 'QuotasChanged':
    case 'TenantSuspended':
    case 'TenantResumed':
    case 'OperationStarted':
    case 'OperationSessionEnded':
    case 'OperationFinished':
    case 'EffectMeasured':
      return tenantSentence(event, names)
  }
}

/** One English sentence about an event, for people. An event of a later release is only named. Never throws. */
export const sentence = (event: Recorded<RollcallEvent>, names: Names): string =>
  catalogue.get(event.type)?.version === event.version
    ? known(event, names)
    : `${typeInLog(event.type)}, which this release does not know`
