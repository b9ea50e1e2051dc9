import type { KafkaLogin } from '#services/feed/kafka/kafkaClient.ts'

/** Brokers that ask for nothing. */
export const plainLogin = (brokers: readonly string[]): KafkaLogin => ({
  KAFKA_BROKERS: brokers,
  KAFKA_TLS: false,
  KAFKA_TLS_CA: undefined,
  KAFKA_SASL_MECHANISM: undefined,
  KAFKA_SASL_USERNAME: undefined,
  KAFKA_SASL_PASSWORD: undefined,
  KAFKA_OAUTH_TOKEN_URL: undefined,
  KAFKA_OAUTH_SCOPE: undefined,
})
