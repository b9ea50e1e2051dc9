import type { Requirement } from '../admission/verdict.ts'
import type { Guard } from '../guard.ts'
import { refusalOfRequest } from './answer.ts'

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
    const refused = await refusalOfRequest(guard, request, request.headers.authorization, requirements)
    if (refused === null) return undefined
    return reply.code(refused.status).headers(refused.headers).send(refused.body)
  }
