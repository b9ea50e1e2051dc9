import { Agent as PlainAgent, type IncomingMessage, request as plainRequest } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'

/** Where the server listens, as this machine reaches it. */
export interface OwnServer {
  url: string
  /** The certificate the server shows there, in PEM; null: no TLS. */
  certificate: string | null
}

export interface Answer {
  status: number
  retryAfter: string | undefined
  text: string
}

export type PostText = (
  path: string,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
) => Promise<Answer>

const answerOf = async (response: IncomingMessage): Promise<Answer> => {
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], text }
}

/**
 * Posts to the server that shows exactly this certificate. Since the certificate itself is known, its issuer and the public names
 * in it need no check.
 */
export const postTo = ({ url, certificate }: OwnServer): PostText => {
  const isTls = new URL(url).protocol === 'https:'
  const agent = isTls
    ? new TlsAgent({
        keepAlive: true,
        ...(certificate === null ? {} : { ca: certificate, allowPartialTrustChain: true }),
        checkServerIdentity: () => undefined,
      })
    : new PlainAgent({ keepAlive: true })
  const request = isTls ? tlsRequest : plainRequest
  return (path, headers, body, signal) =>
    new Promise((resolve, reject) => {
      const sent = request(new URL(path, url), { method: 'POST', agent, headers, signal }, (response) => {
        answerOf(response).then(resolve, reject)
      })
      sent.on('error', reject)
      sent.end(body)
    })
}
