import { CodedError } from '#services/ports/errors.ts'
import { mostSkewMs } from './readiness.ts'

/** Milliseconds by which this process's clock is ahead of the store's; null: not measured yet. */
export type SkewMs = () => number | null

export const agrees = (skewMs: number | null): boolean => skewMs !== null && Math.abs(skewMs) <= mostSkewMs

/**
 * Called before anything that depends on the time: a wrong clock would end live sessions or make tokens last for hours.
 * @throws CodedError clock-skewed
 */
export const requireAgreement = (skewMs: SkewMs) => (): void => {
  if (agrees(skewMs())) return
  throw new CodedError('clock-skewed', {
    detail: 'The clock of this server is wrong, so it decides nothing that time decides. Try again.',
    retryAfterSeconds: 5,
  })
}
