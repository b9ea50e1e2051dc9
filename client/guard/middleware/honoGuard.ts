import type { Requirement } from '../admission/verdict.ts'
import type { Guard } from '../guard.ts'
import { answerOf, verifyRequest } from './answer.ts'
import { remember } from './callerOf.ts'

interface HonoContext {
  req: { header: (name: string) => string | undefined }
}

/** `app.use(honoGuard(guard))`, or before a single route; `callerOf(context)` then says who calls. */
export const honoGuard =
  (guard: Guard, ...requirements: Requirement[]) =>
  async (context: HonoContext, next: () => Promise<void>): Promise<Response | undefined> => {
    const { caller, refusal } = await verifyRequest(guard, context.req.header('authorization'), requirements)
    if (caller === null) {
      const { status, headers, body } = answerOf(refusal)
      return new Response(body, { status, headers })
    }
    remember(context, caller)
    await next()
    return undefined
  }
