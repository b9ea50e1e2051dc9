import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** Which major version of PostgreSQL made a data folder; undefined: there is none yet. */
const majorIn = async (dataDirectory: string): Promise<number | undefined> => {
  const text = await readFile(path.join(dataDirectory, 'PG_VERSION'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : Number.parseInt(text, 10)
}

/**
 * A data folder opens only with the major version that made it. This is checked before anything there is started,
 * changed or removed.
 * @throws Error that says how to move to the other version
 */
export const requireMajor = async (dataDirectory: string, version: string): Promise<void> => {
  const made = await majorIn(dataDirectory)
  const major = Number.parseInt(version, 10)
  if (made === undefined || made === major) return
  throw new Error(
    `The data in ${dataDirectory} was made by PostgreSQL ${made}, and this release of Rollcall brings PostgreSQL ${major}. ` +
      'Nothing was changed. Start the release you ran before and run "rollcall backup <file>" with it; ' +
      'then, with this one, set ROLLCALL_DATA to a folder that does not exist yet and run "rollcall restore <file>".',
  )
}
