import { CodedError } from '#services/ports/errors.ts'

/** Share by which the number may have moved since somebody looked. */
const tolerance = 0.1

/**
 * The person repeats the number the preview showed. More sessions than that are ended only within the tolerance; fewer is
 * fine within it too, or when they were named one by one (`named`), because then some have simply ended by themselves.
 * @throws CodedError preview-stale, confirm-mismatch
 */
export const confirmNumber = (confirm: number, count: number, named: number): void => {
  if (count > confirm * (1 + tolerance))
    throw new CodedError('preview-stale', {
      detail: `There are ${count} sessions now, ${confirm} were confirmed. Look at the preview again.`,
      extra: { sessions: count },
    })
  const fewest = Math.max(1, Math.ceil(confirm * (1 - tolerance)))
  const isNamed = count > 0 && confirm <= named
  if (count < fewest && !isNamed)
    throw new CodedError('confirm-mismatch', {
      detail: `There are ${count} sessions, ${confirm} were confirmed. Look at the preview again.`,
      extra: { sessions: count },
    })
}
