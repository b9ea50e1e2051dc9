import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** What tests of any kind share. */
export const shared = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 10_000, interval: 25 } },
}

const unit = ['tests/unit/**/*.test.ts']
const components = ['tests/components/**/*.test.ts']
export default defineConfig({
  test: {
    // Whole tests spend a third of their time waiting, so two processors have room for one more of them.
    maxWorkers: 3,
    pool: 'forks',
    projects: [
      // They share nothing but modules that keep no state: loading those once per worker halves the time.
      { test: { ...shared, name: 'unit', include: unit, isolate: false } },
      {
        // The dashboard's components, on a page without a browser: what needs a layout is tried in Chromium, in tests/e2e.
        plugins: [vue()],
        test: {
          ...shared,
          name: 'components',
          include: components,
          environment: 'happy-dom',
          setupFiles: ['tests/components/page.ts'],
          isolate: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'whole',
          include: ['tests/**/*.test.ts'],
          // Those of Kafka need a real one: vitest.kafka.config.ts.
          exclude: [...unit, ...components, 'tests/kafka/**'],
          globalSetup: ['tests/support/postgresServer.ts'],
        },
      },
    ],
  },
})
