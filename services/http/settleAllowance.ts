import { errorCodes } from '#services/ports/errors.ts'
import { codedErrorOf } from './problem.ts'
import type { Allowance } from './edge.ts'
import type { Answer } from './route.ts'

/** Answers the call and tells its limit what became of it: done, decided against, or not decided at all. */
export const settleAllowance = async (allowance: Allowance | null, answer: () => Promise<Answer>): Promise<Answer> => {
  try {
    const answered = await answer()
    if (answered.status < 300) await allowance?.succeed()
    return answered
  } catch (error) {
    if (errorCodes[codedErrorOf(error).code] >= 500) await allowance?.giveBack()
    throw error
  }
}
