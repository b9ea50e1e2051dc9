import type { IncomingMessage } from 'node:http'
import type { Directory } from '#services/ports/identity.ts'
import type { SignedInCaller } from '#services/http/caller.ts'

/** Checks a socket's origin. CORS does not apply to WebSockets: browsers only name the origin, the server must check it. */
export interface Origins {
  /**
   * Asked before the handshake. Takes no origin (not a browser), our own, or one registered for the client application. A page
   * elsewhere names `tenant` and `client` in the query, because it has shown no token yet.
   */
  mayConnect: (request: IncomingMessage) => Promise<boolean>
  /** Asked once the token is known: an origin that is not our own must be registered for the client the token was issued to. */
  mayHold: (request: IncomingMessage, caller: SignedInCaller) => Promise<boolean>
}

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null)

export const socketOrigins = (directory: Directory, ownOrigins: readonly string[]): Origins => {
  const isOwn = ({ headers }: IncomingMessage): boolean => {
    const { origin, host } = headers
    if (origin === undefined || ownOrigins.includes(origin)) return true
    return host !== undefined && hostOf(origin) === host.toLowerCase()
  }
  return {
    async mayConnect(request) {
      if (isOwn(request)) return true
      const { searchParams } = new URL(request.url ?? '/', 'http://unused')
      const tenant = await directory.tenantBySlug(searchParams.get('tenant') ?? '')
      const client = tenant?.clients.get(searchParams.get('client') ?? '')
      return client?.origins.includes(request.headers.origin ?? '') === true
    },
    async mayHold(request, caller) {
      if (isOwn(request)) return true
      const tenant = await directory.tenant(caller.tenantId)
      return tenant?.clients.get(caller.clientId)?.origins.includes(request.headers.origin ?? '') === true
    },
  }
}
