import { writeFileSync } from 'node:fs'
import { vectorFiles } from './vectorFiles.ts'

/** `node tests/support/vectors/writeVectors.ts`: makes the files of `client/vectors` anew. They are the same each time. */
for (const [name, text] of Object.entries(vectorFiles()))
  writeFileSync(new URL(`../../../client/vectors/${name}`, import.meta.url), text)
