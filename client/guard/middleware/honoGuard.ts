import type { Requirement } from '../admission/verdict.ts'
import type { Guard } from '../guard.ts'
import { refusalOfRequest } from './answer.ts'

interface HonoContext {
  req: { header: (name: string) => string | undefined }
}

/** `app.use(honoGuard(guard))`, or before a single route; `callerOf(context)` then says who calls. */
export const honoGuard =
  (guard: Guard, ...requirements: Requirement[]) =>
  async (context: HonoContext, next: () => Promise<void>): Promise<Response | undefined> => {
    const refused = await refusalOfRequest(guard, context, context.req.header('authorization'), requirements)
    if (refused !== null) return new Response(refused.body, refused)
    await next()
    return undefined
  }
