import type { IncomingMessage } from 'node:http'
import type { Directory } from '#services/ports/identity.ts'
import type { SignedInCaller } from '#services/http/caller.ts'

/** Browsers name the page's origin on a WebSocket and leave the check to the server; CORS does not apply to it. */
export interface Origins {
  /**
   * Before the handshake: no origin (not a browser), our own, or one that the client registered. A page elsewhere names
   * `tenant` and `client` in the query, because no token has been shown yet.
   */
  mayConnect: (request: IncomingMessage) => Promise<boolean>
  /** After the token: the origin must be one of the very client the token was issued to. */
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
