import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { storedFile, type StoredFile } from './storedFile.ts'

/** The content types of the files in a build of the dashboard. */
const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}
const encodedSuffix = /\.(?:br|gz)$/

/** Every file below the folder by its path in a URL, e.g. `/assets/page.js`; its `.br` and `.gz` files are its encodings. */
export const readStoredFiles = (folder: string): ReadonlyMap<string, StoredFile> => {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = new Set(entries.map((entry) => join(entry.parentPath, entry.name)))
  const read = (path: string): Buffer | undefined => (paths.has(path) ? readFileSync(path) : undefined)
  const stored = (path: string): StoredFile => {
    const [br, gzip] = [read(`${path}.br`), read(`${path}.gz`)]
    const encoded = { ...(br === undefined ? {} : { br }), ...(gzip === undefined ? {} : { gzip }) }
    return storedFile(readFileSync(path), contentTypes[extname(path)] ?? 'application/octet-stream', encoded)
  }
  const urlOf = (path: string): string => `/${relative(folder, path).split(sep).join('/')}`
  return new Map([...paths].filter((path) => !encodedSuffix.test(path)).map((path) => [urlOf(path), stored(path)]))
}
