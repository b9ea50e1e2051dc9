import { defineConfig } from 'vitest/config'

/** What tests of any kind share. */
export const shared = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 10_000, interval: 25 } },
}

const unit = ['tests/unit/**/*.test.ts']
export default defineConfig({
  test: {
    maxWorkers: 2,
    pool: 'forks',
    projects: [
      // They share nothing but modules that keep no state: loading those once per worker halves the time.
      { test: { ...shared, name: 'unit', include: unit, isolate: false } },
      {
        test: {
          ...shared,
          name: 'whole',
          include: ['tests/**/*.test.ts'],
          // Those of Kafka need a real one: vitest.kafka.config.ts.
          exclude: [...unit, 'tests/kafka/**'],
          globalSetup: ['tests/support/postgresServer.ts'],
        },
      },
    ],
  },
})
