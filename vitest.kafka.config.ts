import { defineConfig } from 'vitest/config'
import { shared } from './vitest.config.ts'

/** Tests that need a real Apache Kafka: `npm run test:kafka`. One file at a time, because some kill brokers. */
export default defineConfig({
  test: {
    ...shared,
    include: ['tests/kafka/**/*.test.ts'],
    globalSetup: ['tests/support/postgresServer.ts', 'tests/support/kafka/kafkaServer.ts'],
    maxWorkers: 1,
    pool: 'forks',
  },
})
