import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** What tests of any kind share. A machine that does other things too takes several times as long as a quiet one. */
export const shared = {
  testTimeout: 180_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 30_000, interval: 25 } },
}

const here = import.meta.dirname.replaceAll(/[^\w/]/g, String.raw`\$&`)
const ownModules = new RegExp(`^${here}/(?:services|events)/`)

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
        // The documents' code is run from a folder of its own.
        server: { fs: { strict: false } },
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
          // The product's own modules are loaded by Node, as in production: handed from Vite to each file's process one by one,
          // they cost half of a file's processor time before its first test.
          server: { deps: { external: [ownModules] } },
          // They are compiled once for all processes.
          env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules', '.cache', 'node') },
        },
      },
    ],
  },
})
