import { readFileSync } from 'node:fs'
import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from 'kafkajs'
import type { Logger } from '#services/logging/logger.ts'
import type { KafkaSettings } from './kafkaSettings.ts'
import { oauthTokens } from './oauthToken.ts'
import { promptSocket } from './promptSocket.ts'
import { quietRequestQueue } from './quietRequestQueue.ts'
import { learnZstd } from './zstd.ts'

export type KafkaLogin = Omit<KafkaSettings, 'KAFKA_BROKERS' | 'KAFKA_PARTITIONS' | 'KAFKA_TOPIC_PREFIX'> & {
  KAFKA_BROKERS: readonly string[]
}

const secrets = (settings: KafkaLogin) => ({
  username: settings.KAFKA_SASL_USERNAME ?? '',
  password: settings.KAFKA_SASL_PASSWORD ?? '',
})

const saslOf = (settings: KafkaLogin, now: () => number): SASLOptions | undefined => {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_OAUTH_TOKEN_URL: tokenUrl = '', KAFKA_OAUTH_SCOPE: scope } = settings
  const { username, password } = secrets(settings)
  if (mechanism === undefined) return undefined
  if (mechanism !== 'oauthbearer') return { mechanism, username, password }
  const token = oauthTokens({ tokenUrl, clientId: username, clientSecret: password, scope, now })
  return { mechanism, oauthBearerProvider: token }
}

const tlsOf = ({ KAFKA_TLS, KAFKA_TLS_CA }: KafkaLogin): NonNullable<KafkaConfig['ssl']> => {
  if (!KAFKA_TLS) return false
  return KAFKA_TLS_CA === undefined ? true : { ca: [readFileSync(KAFKA_TLS_CA, 'utf8')] }
}

/** kafkajs tries a few times and then gives up. What happens next is decided in this folder, where it can be logged. */
const retry = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4, restartOnFailure: async () => false }

/**
 * A client of the cluster, not connected yet. Messages of kafkajs go to the debug log, because rebalances and brokers
 * that change places are normal. `now`: milliseconds, monotonic.
 */
export const kafkaClient = (settings: KafkaLogin, logger: Logger, now: () => number): Kafka => {
  quietRequestQueue()
  learnZstd()
  const sasl = saslOf(settings, now)
  return new Kafka({
    clientId: 'rollcall',
    brokers: [...settings.KAFKA_BROKERS],
    ssl: tlsOf(settings),
    ...(sasl === undefined ? {} : { sasl }),
    socketFactory: promptSocket,
    connectionTimeout: 3_000,
    authenticationTimeout: 10_000,
    requestTimeout: 15_000,
    retry,
    logLevel: logLevel.INFO,
    logCreator: () => {
      const kafka = logger.child({ component: 'kafkajs' })
      return ({ namespace, log: { message, error } }) => kafka.debug('kafkajs', { namespace, said: message, error })
    },
  })
}
