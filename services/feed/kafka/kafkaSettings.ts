import { z } from 'zod'
import { mostPartitions } from '../partitions.ts'

const optionalText = z.string().trim().min(1).optional()

const isBroker = (text: string): boolean => /^(?:\[[0-9a-f:.]+\]|[\w.-]+):\d{1,5}$/i.test(text)

const brokers = z
  .string()
  .transform((text) => text.split(',').map((broker) => broker.trim()))
  .refine((list) => list.every(isBroker), { message: 'takes host:port, several separated by commas' })
  .optional()

const isYes = z
  .enum(['on', 'off'])
  .default('off')
  .transform((text) => text === 'on')

/**
 * The settings for Kafka. Without `KAFKA_BROKERS` the store's own log is the feed, and the other settings here are
 * ignored.
 */
export const kafkaSettings = {
  KAFKA_BROKERS: brokers,
  KAFKA_TLS: isYes,
  KAFKA_TLS_CA: optionalText,
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer']).optional(),
  KAFKA_SASL_USERNAME: optionalText,
  KAFKA_SASL_PASSWORD: optionalText,
  KAFKA_OAUTH_TOKEN_URL: z.url({ protocol: /^https?$/ }).optional(),
  KAFKA_OAUTH_SCOPE: optionalText,
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[\w.-]{1,100}$/, { message: 'takes up to 100 letters, digits, dots, dashes and underscores' })
    .default('rollcall'),
  KAFKA_PARTITIONS: z.coerce.number().int().min(1).max(mostPartitions).default(6),
}

const parsed = z.object(kafkaSettings)
export type KafkaSettings = z.infer<typeof parsed>
