import { z } from 'zod'
import { parseBlock } from '#events/addresses.ts'
import { mistakeInKurrentdbUrl } from '#services/eventStore/kurrentdb/kurrentdbAddress.ts'
import { leastPassphraseLength } from '#services/backup/passphraseKey.ts'
import { isBasePath } from '#services/http/basePath.ts'
import { kafkaSettings } from '#services/feed/kafka/kafkaSettings.ts'
import { limitDefaults } from '#services/limits/limitDefaults.ts'
import { mailSettings } from '#services/notify/outbox/mailSettings.ts'
import { leastConnections } from '#services/postgres/connectionPlan.ts'
import { missingSettings } from './missingSettings.mjs'
import { withSecretFiles } from './settingFiles.ts'

const whole = (least: number, most: number, fallback: number) =>
  z.coerce.number().int().min(least).max(most).default(fallback)

const optionalText = z.string().trim().min(1).optional()

const cidrs = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .refine((parts) => parts.every((part) => parseBlock(part) !== null), {
    message: 'takes addresses or CIDR blocks separated by commas, e.g. 10.0.0.0/8',
  })

const kurrentdbUrl = z
  .string()
  .superRefine((url, context) => {
    const message = mistakeInKurrentdbUrl(url)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })
  .optional()

const masterKey = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/, { message: 'takes 32 random bytes in base64 (openssl rand -base64 32)' })
  .transform((text) => Buffer.from(text, 'base64'))
  .optional()

/** Every setting, by the name of its environment variable. docs/settings.md describes them and a test holds it to this list. */
export const settingsSchema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, { message: 'takes postgres://user:password@host:port/database' })
    .optional(),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(leastConnections).max(1_000).optional(),
  KURRENTDB_URL: kurrentdbUrl,
  ...kafkaSettings,
  ...mailSettings,
  ROLLCALL_MASTER_KEY: masterKey,
  ROLLCALL_DATA: z.string().trim().min(1).default('.rollcall'),
  ROLLCALL_BACKUP_PASSPHRASE: z
    .string()
    .min(leastPassphraseLength, { message: `takes at least ${leastPassphraseLength} characters` })
    .optional(),
  HOST: z.string().trim().min(1).default('127.0.0.1'),
  PORT: whole(0, 65_535, 8080),
  PUBLIC_URL: z
    .url({
      protocol: /^https?$/,
      message: 'takes an address, e.g. https://rollcall.example or https://example/rollcall',
    })
    .refine((url) => !URL.canParse(url) || isBasePath(url), {
      message:
        'may end in a path of letters, digits and ".", "_", "~", "-", but not begin with /v1, /assets, /socket.io or /.well-known',
    })
    .optional(),
  TRUSTED_PROXIES: cidrs,
  TLS_CERT: optionalText,
  TLS_KEY: optionalText,
  DRAIN_SECONDS: whole(0, 300, 5),
  METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,}$/, { message: 'takes at least 16 characters, none of them a space' })
    .optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('warn'),
  GEO_FILE: optionalText,
  ASN_FILE: optionalText,
  PLACE_DETAIL: z.enum(['off', 'country', 'city']).default('city'),
  DEMO_SEED: whole(0, 2_147_483_647, 7),
  DEMO_RATE: z.coerce.number().min(0).max(100).default(5),
  LIMIT_SIGN_IN_ADDRESS: whole(1, 1_000_000, limitDefaults.signInAddress),
  LIMIT_SIGN_IN_USER: whole(1, 1_000_000, limitDefaults.signInUser),
  LIMIT_SIGN_IN_USER_ADDRESS: whole(1, 1_000_000, limitDefaults.signInUserAddress),
  LIMIT_SIGN_IN_TENANT: whole(1, 10_000_000, limitDefaults.signInTenant),
  LIMIT_SIGN_IN_STARTED: whole(1, 1_000_000, limitDefaults.signInStarted),
  LIMIT_REFRESH: whole(1, 1_000_000, limitDefaults.refresh),
  LIMIT_ENDINGS: whole(1, 1_000_000, limitDefaults.endings),
  LIMIT_ENDINGS_TENANT: whole(1, 10_000_000, limitDefaults.endingsTenant),
  LIMIT_COMMANDS: whole(1, 1_000_000, limitDefaults.commands),
  LIMIT_COMMANDS_TENANT: whole(1, 10_000_000, limitDefaults.commandsTenant),
  LIMIT_ACTIVITY: whole(1, 1_000_000, limitDefaults.activity),
  LIMIT_READS: whole(1, 10_000_000, limitDefaults.reads),
  LIMIT_READS_TENANT: whole(1, 10_000_000, limitDefaults.readsTenant),
  LIMIT_KEYS: whole(1, 10_000_000, limitDefaults.keys),
  LIMIT_KEYS_TENANT: whole(1, 10_000_000, limitDefaults.keysTenant),
  LIMIT_MAILS: whole(1, 1_000_000, limitDefaults.mails),
  LIMIT_MAILS_TENANT: whole(1, 10_000_000, limitDefaults.mailsTenant),
  LIMIT_STREAMS: whole(1, 1_000_000, 10_000),
  LIMIT_STREAMS_TENANT: whole(1, 1_000_000, 5_000),
  LIMIT_STREAMS_KEY: whole(1, 100_000, 250),
  LIMIT_STREAMS_PERSON: whole(1, 100_000, 20),
})
export type Settings = z.infer<typeof settingsSchema>

/** Holds all mistakes in the environment, one line each, beginning with the setting's name. */
export class SettingsError extends Error {
  readonly mistakes: readonly string[]
  constructor(mistakes: readonly string[]) {
    super(`Settings:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`)
    this.name = 'SettingsError'
    this.mistakes = mistakes
  }
}

type Environment = Readonly<Record<string, string | undefined>>

const withoutEmpty = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))

/** An empty variable counts as absent. @throws SettingsError */
export const readSettings = (given: Environment): Settings => {
  const { environment, mistakes: ofFiles } = withSecretFiles(given)
  const { data, error } = settingsSchema.safeParse(withoutEmpty(environment))
  const ofValues = (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
  const mistakes = [...ofFiles, ...ofValues, ...missingSettings(environment)]
  if (data === undefined || mistakes.length > 0) throw new SettingsError(mistakes)
  return data
}
