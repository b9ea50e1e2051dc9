import { z } from 'zod'
import { type Answer, type OwnServer, postTo } from './ownServer.ts'

/** Who a request claims to come from. The server believes the address only with the key of this boot. */
export interface Sender {
  address: string
  userAgent: string
  accessToken?: string
}

export type Reply =
  | { outcome: 'done'; body: unknown }
  /** `code` as in the problem report; `waitMs` when the server asks for patience, else null. */
  | { outcome: 'refused'; status: number; code: string; waitMs: number | null }
  | { outcome: 'unreachable' }

export type Post = (path: string, body: Record<string, unknown>, sender: Sender) => Promise<Reply>

export interface PublicApiNeeds extends OwnServer {
  simulatedKey: string
  signal: AbortSignal
}

const problemSchema = z.object({ code: z.string() })
const answerTimeoutMs = 15_000
const defaultWaitMs = 1_000

const waitOf = ({ status, retryAfter }: Answer): number | null => {
  if (status !== 429 && status !== 503) return null
  const seconds = Number(retryAfter ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds * 1000 : defaultWaitMs
}

const replyOf = (answer: Answer): Reply => {
  const body: unknown = answer.text === '' ? null : JSON.parse(answer.text)
  if (answer.status < 300) return { outcome: 'done', body }
  const { data } = problemSchema.safeParse(body)
  return { outcome: 'refused', status: answer.status, code: data?.code ?? 'unknown', waitMs: waitOf(answer) }
}

const headersOf = ({ address, userAgent, accessToken }: Sender, simulatedKey: string): Record<string, string> => ({
  'content-type': 'application/json',
  'user-agent': userAgent,
  'rollcall-simulated': simulatedKey,
  'rollcall-simulated-address': address,
  ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
})

/** Posts to the public API over HTTP. Never rejects: a failure on the way is answered as `unreachable`. */
export const publicApi = ({ simulatedKey, signal, ...server }: PublicApiNeeds): Post => {
  const post = postTo(server)
  return async (path, body, sender) => {
    try {
      const ending = AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)])
      return replyOf(await post(path, headersOf(sender, simulatedKey), JSON.stringify(body), ending))
    } catch {
      return { outcome: 'unreachable' }
    }
  }
}
