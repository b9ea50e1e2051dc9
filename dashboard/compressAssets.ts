import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const compressible: ReadonlySet<string> = new Set(['.css', '.html', '.js', '.json', '.svg', '.webmanifest'])
/** Smaller files fit into the packets that carry their headers. */
const leastBytes = 1_024
/** Nearly as small as the highest, at a twentieth of the time: whoever starts Rollcall for the first time waits for the build. */
const brotliQuality = 9

const compress = async (path: string): Promise<void> => {
  const bytes = readFileSync(path)
  if (bytes.length < leastBytes) return
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
    promisify(gzip)(bytes, { level: 9 }),
  ])
  writeFileSync(`${path}.br`, br)
  writeFileSync(`${path}.gz`, gz)
}

/** Writes each file of the build a second and a third time, compressed, so that the server never compresses one for a request. */
export const compressAssets = (): Plugin => ({
  name: 'compress-assets',
  apply: 'build',
  writeBundle: {
    sequential: true,
    order: 'post',
    async handler({ dir }) {
      const files = readdirSync(dir!, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      const texts = files.filter(({ name }) => compressible.has(extname(name)))
      await Promise.all(texts.map(({ parentPath, name }) => compress(join(parentPath, name))))
    },
  },
})
