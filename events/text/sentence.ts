import { catalogue, type RollcallEvent } from '../catalogue.ts'
import type { Recorded } from '../envelope.ts'
import { isPolicyEvent } from '../tenant/policy/rulesChanged.ts'
import { typeInLog } from '../upcast.ts'
import { anomalyAnswer } from './anomalyAnswer.ts'
import { anomalyClaim } from './anomalyClaim.ts'
import { policySentence } from './policy/policySentences.ts'
import { factorSentence } from './factorSentences.ts'
import { sessionSentence } from './sessionSentences.ts'
import { peopleSentence, tenantSentence } from './tenantSentences.ts'
import type { Names } from './words.ts'

const known = (event: Recorded<RollcallEvent>, names: Names): string => {
  if (isPolicyEvent(event)) return policySentence(event)
  switch (event.type) {
    case 'SessionStarted':
    case 'SessionRefreshed':
    case 'SessionActivityRecorded':
    case 'SessionContextChanged':
    case 'SessionReauthenticated':
    case 'DeviceNamed':
    case 'SessionShortened':
    case 'BindingBroken':
    case 'StepUpRequired':
    case 'RefreshTokenReused':
    case 'SessionLoggedOut':
    case 'SessionRevoked':
    case 'SessionExpired':
    case 'RefreshRefused':
    case 'ReauthenticationRefused':
    case 'EndedSessionUsed':
      return sessionSentence(event, names)
    case 'UserInvited':
    case 'InviteWithdrawn':
    case 'UserRegistered':
    case 'UserRenamed':
    case 'EmailChangeOffered':
    case 'EmailChangeWithdrawn':
    case 'EmailChanged':
    case 'PreferencesChanged':
    case 'UserDisabled':
    case 'UserEnabled':
    case 'UserHeld':
    case 'UserReleased':
    case 'EmailReleased':
    case 'PasswordResetOffered':
    case 'CredentialChanged':
    case 'CredentialAdopted':
    case 'SessionsInvalidated':
    case 'NoticesChanged':
    case 'NoticeSent':
    case 'SignInDisowned':
    case 'LoginFailed':
    case 'SessionSlotTaken':
    case 'EmailClaimed':
    case 'ReferenceClaimed':
      return peopleSentence(event, names)
    case 'SecondFactorEnrolled':
    case 'SecondFactorRenamed':
    case 'SecondFactorRemoved':
    case 'SecondFactorUsed':
    case 'SecondFactorRefused':
    case 'SecondFactorsReset':
    case 'RecoveryCodesMade':
    case 'RecoveryCodeUsed':
    case 'DeviceTrusted':
    case 'DeviceTrustWithdrawn':
    case 'PasskeyClaimed':
      return factorSentence(event, names)
    case 'AnomalyRaised':
      return anomalyClaim(event.data.evidence, names(event.data.userId) ?? 'Somebody')
    case 'AnomalyAnswered':
      return anomalyAnswer(event.data, names(event.data.userId) ?? 'somebody')
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
    case 'LogRestored':
    case 'TenantRenamed':
    case 'QuotasChanged':
    case 'TenantSuspended':
    case 'TenantResumed':
    case 'BlockAdded':
    case 'BlockRemoved':
    case 'OperationStarted':
    case 'OperationSessionEnded':
    case 'OperationFinished':
    case 'EffectMeasured':
    case 'RecordsRetired':
      return tenantSentence(event, names)
  }
}

/** One English sentence about an event, for people. An event of a later release is only named. Never throws. */
export const sentence = (event: Recorded<RollcallEvent>, names: Names): string =>
  catalogue.get(event.type)?.version === event.version
    ? known(event, names)
    : `${typeInLog(event.type)}, which this release does not know`
