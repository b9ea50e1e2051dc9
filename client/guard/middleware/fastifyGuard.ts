import type { Requirement } from '../admission/verdict.ts'
import type { Guard } from '../guard.ts'
import { answerOf, verifyRequest } from './answer.ts'
import { remember } from './callerOf.ts'

interface FastifyRequest {
  headers: { authorization?: string | undefined }
}
interface FastifyReply {
  code: (status: number) => FastifyReply
  headers: (values: Record<string, string>) => FastifyReply
  send: (body: string) => FastifyReply
}

/** `fastify.addHook('onRequest', fastifyGuard(guard))`, or of a single route: `{ onRequest: fastifyGuard(guard, requireRole('admin')) }`. */
export const fastifyGuard =
  (guard: Guard, ...requirements: Requirement[]) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { caller, refusal } = await verifyRequest(guard, request.headers.authorization, requirements)
    if (caller !== null) return void remember(request, caller)
    const { status, headers, body } = answerOf(refusal)
    return reply.code(status).headers(headers).send(body)
  }
