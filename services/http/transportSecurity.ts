import type { TLSSocket } from 'node:tls'
import type { Request, Response } from 'express'
import type { Edge } from './edge.ts'

/** A year, in seconds: for so long a browser that came over TLS refuses plain HTTP. */
const strict = 'max-age=31536000'

/** Browsers apply the header to every port of a host: on localhost it would block a developer's other servers, which lack TLS. */
const isLocal = (host: string | undefined): boolean => /^(?:localhost|[^:]*\.localhost)(?::\d+)?$/i.test(host ?? '')

/** HTTP Strict Transport Security (RFC 6797), where the request came over TLS. */
export const sendTransportSecurity = (
  { isTrustedProxy }: Pick<Edge, 'isTrustedProxy'>,
  request: Request,
  response: Response,
): void => {
  const { remoteAddress } = request.socket
  const isOurs = (request.socket as Partial<TLSSocket>).encrypted === true
  const said = request.get('x-forwarded-proto')?.split(',').at(-1)?.trim()
  const isTls = isOurs || (said === 'https' && isTrustedProxy(remoteAddress))
  if (isTls && !isLocal(request.get('host'))) response.setHeader('strict-transport-security', strict)
}
