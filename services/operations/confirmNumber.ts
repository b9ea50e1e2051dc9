import { CodedError } from '#services/ports/errors.ts'

/** Share by which the number may have changed since the person saw the preview. */
const tolerance = 0.1

/** @throws CodedError preview-stale when more sessions are found than the person confirmed, beyond the tolerance */
export const confirmMost = (confirm: number, count: number): void => {
  if (count > confirm * (1 + tolerance))
    throw new CodedError('preview-stale', {
      detail: `There are ${count} sessions now, ${confirm} were confirmed. Look at the preview again.`,
      extra: { sessions: count },
    })
}

/**
 * Checks the number of sessions that the person confirmed, as the preview showed it, against the number found now. More
 * or fewer are accepted within the tolerance. Fewer are also accepted when the sessions were given by id (`named`: how
 * many ids), because then some have simply ended meanwhile.
 * @throws CodedError preview-stale, confirm-mismatch
 */
export const confirmNumber = (confirm: number, count: number, named: number): void => {
  confirmMost(confirm, count)
  const fewest = Math.max(1, Math.ceil(confirm * (1 - tolerance)))
  const isNamed = count > 0 && confirm <= named
  if (count < fewest && !isNamed)
    throw new CodedError('confirm-mismatch', {
      detail: `There are ${count} sessions, ${confirm} were confirmed. Look at the preview again.`,
      extra: { sessions: count },
    })
}
