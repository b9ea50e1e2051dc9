import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const page = (name: string): string => join(import.meta.dirname, name, 'index.html')

export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue()],
  build: {
    // light-dark() is used as it is.
    target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
    // The content security policy allows no data: sources.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { admin: page('admin'), customer: page('customer'), bar: page('bar') } },
  },
})
