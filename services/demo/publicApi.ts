import { z } from 'zod'

/** Who a request says it comes from. Only with the key of this boot does the server believe it. */
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

export interface PublicApiSettings {
  url: string
  simulatedKey: string
  signal: AbortSignal
}

const problemSchema = z.object({ code: z.string() })
const answerTimeoutMs = 15_000
const defaultWaitMs = 1_000

const waitOf = (response: Response): number | null => {
  if (response.status !== 429 && response.status !== 503) return null
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds * 1000 : defaultWaitMs
}

const replyOf = async (response: Response): Promise<Reply> => {
  const text = await response.text()
  const body: unknown = text === '' ? null : JSON.parse(text)
  if (response.ok) return { outcome: 'done', body }
  const { data } = problemSchema.safeParse(body)
  return { outcome: 'refused', status: response.status, code: data?.code ?? 'unknown', waitMs: waitOf(response) }
}

const headersOf = ({ address, userAgent, accessToken }: Sender, simulatedKey: string): Record<string, string> => ({
  'content-type': 'application/json',
  'user-agent': userAgent,
  'rollcall-simulated': simulatedKey,
  'rollcall-simulated-address': address,
  ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
})

/** The API everybody else uses, over HTTP. What goes wrong on the way is an answer too. */
export const publicApi =
  ({ url, simulatedKey, signal }: PublicApiSettings): Post =>
  async (path, body, sender) => {
    try {
      const response = await fetch(new URL(path, url), {
        method: 'POST',
        headers: headersOf(sender, simulatedKey),
        body: JSON.stringify(body),
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
      })
      return await replyOf(response)
    } catch {
      return { outcome: 'unreachable' }
    }
  }
