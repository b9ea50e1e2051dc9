import { errorCodes } from '#services/ports/errors.ts'
import { codedErrorOf } from './problem.ts'
import type { Allowance } from './edge.ts'
import type { Answer } from './route.ts'

/** Answers the call and tells its limit the outcome: a 2xx is a success, a 5xx is given back, all else stays counted. What waits for a second factor is held. */
export const settleAllowance = async (allowance: Allowance | null, answer: () => Promise<Answer>): Promise<Answer> => {
  try {
    const answered = await answer()
    if (answered.status < 300) await allowance?.succeed()
    return answered
  } catch (error) {
    const { code } = codedErrorOf(error)
    if (code === 'second-factor-required') await allowance?.hold()
    else if (errorCodes[code] >= 500) await allowance?.giveBack()
    throw error
  }
}
