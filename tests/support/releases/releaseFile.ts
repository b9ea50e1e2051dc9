import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { gunzipSync, gzip } from 'node:zlib'
import { writeFile } from 'node:fs/promises'
import { z } from 'zod'

const personSchema = z.object({ tenant: z.string(), email: z.string(), password: z.string() })

/**
 * What a release left behind: every row of its database, with what opens it. Not a folder of PostgreSQL's files, which would be
 * forty megabytes; its tables are made by the very migrations that made them then, which never change.
 */
const releaseSchema = z.object({
  release: z.string(),
  /** Base64. */
  masterKey: z.string(),
  operator: personSchema,
  people: z.array(personSchema),
  migrations: z.array(z.object({ number: z.int(), name: z.string(), digest: z.string() })),
  /** Rows as PostgreSQL's `row_to_json` shows them, each as text: numbers and JSON columns stay as they are. */
  tables: z.record(z.string(), z.array(z.string())),
})
export type Release = z.infer<typeof releaseSchema>

export const readRelease = (file: string): Release =>
  releaseSchema.parse(JSON.parse(gunzipSync(readFileSync(file)).toString()))

export const writeRelease = async (file: string, release: Release): Promise<void> =>
  writeFile(file, await promisify(gzip)(JSON.stringify(release), { level: 9 }))
