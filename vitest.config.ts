import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // These need a real Apache Kafka: vitest.kafka.config.ts.
    exclude: ['tests/kafka/**'],
    globalSetup: ['tests/support/postgresServer.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000, interval: 25 } },
    maxWorkers: 2,
    pool: 'forks',
  },
})
