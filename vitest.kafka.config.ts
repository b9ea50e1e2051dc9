import { defineConfig, mergeConfig } from 'vitest/config'
import config from './vitest.config.ts'

/** Tests that need a real Apache Kafka: `npm run test:kafka`. One file at a time, because some kill brokers. */
export default mergeConfig(
  { ...config, test: { ...config.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: ['tests/kafka/**/*.test.ts'],
      globalSetup: ['tests/support/kafka/kafkaServer.ts'],
      testTimeout: 120_000,
      hookTimeout: 120_000,
      maxWorkers: 1,
    },
  }),
)
