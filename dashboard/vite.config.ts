import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'
import { compressAssets } from './compressAssets.ts'

/** Tells the process that asked for the build how many modules it has read. */
const countModules = (): Plugin => {
  let modules = 0
  return {
    name: 'count-modules',
    moduleParsed() {
      modules += 1
      if (modules % 50 === 0) process.send?.({ modules })
    },
  }
}

export default defineConfig({
  experimental: {
    // Modules and styles find each other wherever the dashboard is served; the page's own addresses the server begins with its base path.
    renderBuiltUrl: (file, { hostType }) => (hostType === 'html' ? `/${file}` : { relative: true }),
  },
  plugins: [vue(), tailwindcss(), countModules(), compressAssets()],
  build: {
    // light-dark() and :has() are used as they are.
    target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
    // The content security policy allows no data: sources and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})
