import { CodedError } from '#services/ports/errors.ts'

/** The ETag of a version. */
export const versionTag = (version: number): string => `"${version}"`

/**
 * The version that a change was made for, of `If-Match`. A tag that none of ours ever had is a version that is gone.
 * @throws CodedError version-required, wrong-version
 */
export const expectedVersionOf = (ifMatch: string | undefined): number => {
  if (ifMatch === undefined)
    throw new CodedError('version-required', {
      detail:
        'Read the rules first, and send their ETag as If-Match, so that nobody overwrites what they have not seen.',
    })
  const version = /^"(0|[1-9]\d{0,8})"$/.exec(ifMatch.trim())?.[1]
  if (version === undefined)
    throw new CodedError('wrong-version', { detail: 'If-Match is no ETag of these rules. Read them again.' })
  return Number(version)
}
