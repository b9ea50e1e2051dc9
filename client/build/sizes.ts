import { gzipSync } from 'node:zlib'
import type { Chunk } from './bundle.ts'
import { packageEntries } from './packageEntries.ts'

export interface EntrySize {
  name: string
  /** Minified and compressed by gzip, without what the session client has too. */
  bytes: number
  most: number
}

/** An entry's file and all that it imports. */
const reachedFrom = (name: string, chunks: readonly Chunk[]): Set<Chunk> => {
  const reached = new Set<Chunk>()
  const visit = (fileName: string): void => {
    const chunk = chunks.find((one) => one.fileName === fileName)
    if (chunk === undefined || reached.has(chunk)) return
    reached.add(chunk)
    for (const each of [...chunk.imports, ...chunk.dynamicImports]) visit(each)
  }
  visit(`${name}.js`)
  return reached
}

export const sizesOf = (minified: readonly Chunk[]): EntrySize[] => {
  const ofSession = reachedFrom('session', minified)
  return packageEntries.map(({ name, most }) => {
    const all = reachedFrom(name, minified)
    const own = name === 'session' ? all : all.difference(ofSession)
    const code = [...own].map((chunk) => chunk.code).join('\n')
    return { name, bytes: gzipSync(code, { level: 9 }).length, most }
  })
}
