import { setTimeout as sleep } from 'node:timers/promises'
import { postgresCounters } from '#services/limits/gatheredCounters.ts'
import type { LimitSettings } from '#services/limits/limitDefaults.ts'
import { postgresKnownOrigins } from '#services/limits/knownOrigins.ts'
import { limits, type Limits } from '#services/limits/limits.ts'
import type { Settings } from '#services/settings/settings.ts'
import type { OpenData } from '../data/openData.ts'

const limitSettings = (settings: Settings): LimitSettings => ({
  signInAddress: settings.LIMIT_SIGN_IN_ADDRESS,
  signInUser: settings.LIMIT_SIGN_IN_USER,
  signInUserAddress: settings.LIMIT_SIGN_IN_USER_ADDRESS,
  signInTenant: settings.LIMIT_SIGN_IN_TENANT,
  signInStarted: settings.LIMIT_SIGN_IN_STARTED,
  refresh: settings.LIMIT_REFRESH,
  endings: settings.LIMIT_ENDINGS,
  endingsTenant: settings.LIMIT_ENDINGS_TENANT,
  commands: settings.LIMIT_COMMANDS,
  commandsTenant: settings.LIMIT_COMMANDS_TENANT,
  activity: settings.LIMIT_ACTIVITY,
  reads: settings.LIMIT_READS,
  readsTenant: settings.LIMIT_READS_TENANT,
  keys: settings.LIMIT_KEYS,
  keysTenant: settings.LIMIT_KEYS_TENANT,
  mails: settings.LIMIT_MAILS,
  mailsTenant: settings.LIMIT_MAILS_TENANT,
})

export const limiting = (
  { databases, masterKey }: Pick<OpenData, 'databases' | 'masterKey'>,
  settings: Settings,
  onRefused: (limit: string) => void,
): Limits =>
  limits({
    settings: limitSettings(settings),
    counters: postgresCounters(databases.app),
    known: postgresKnownOrigins(databases.app),
    masterKey,
    pause: (milliseconds) => sleep(milliseconds),
    onRefused,
  })
