import type { z } from 'zod'
import type { enrolledFactorShape, factorShape } from '#events/wire/factors.ts'
import type { Enrolled, EnrolledFactor } from './secondFactors.ts'

export const showFactor = (factor: EnrolledFactor): z.infer<typeof factorShape> => {
  const { factorId: id, method, name, enrolledAt, lastUsedAt, backedUp } = factor
  return { id, method, name, enrolledAt, lastUsedAt, backedUp }
}

export const showEnrolled = ({ factor, recoveryCodes }: Enrolled): z.infer<typeof enrolledFactorShape> => ({
  factor: showFactor(factor),
  ...(recoveryCodes === null ? {} : { recoveryCodes }),
})
