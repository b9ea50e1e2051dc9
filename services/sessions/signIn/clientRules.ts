import { CodedError } from '#services/ports/errors.ts'
import type { Client, Tenant } from '#services/ports/identity.ts'

/** The headers that say which page a request comes from. */
export interface PageHeaders {
  origin: string | undefined
  rollcallClient: string | undefined
  host: string | undefined
}

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null)

/** `self` is the origin Rollcall's own pages have: that of the host the request was sent to. */
const isRegistered = ({ origins }: Client, origin: string, host: string | undefined): boolean =>
  origins.some((allowed) => (allowed === 'self' ? host !== undefined && hostOf(origin) === host : allowed === origin))

/**
 * A cookie travels by itself, so what uses it must come from the client's own page: a registered origin, and a header no
 * form can send.
 * @throws CodedError origin-refused
 */
export const requireOwnPage = (client: Client, { origin, rollcallClient, host }: PageHeaders): void => {
  const isOwn = origin !== undefined && isRegistered(client, origin, host)
  if (!isOwn || rollcallClient !== client.clientId) throw new CodedError('origin-refused')
}

/**
 * Who names no origin is no browser: an app, or a script. A browser names it on every POST, and then it counts.
 * @throws CodedError origin-refused
 */
export const refuseForeignPage = (client: Client, page: PageHeaders): void => {
  const { origin, host } = page
  if (origin === undefined) return
  if (client.transport === 'cookie') requireOwnPage(client, page)
  else if (!isRegistered(client, origin, host)) throw new CodedError('origin-refused')
}

/** @throws CodedError client-unknown */
export const requireClient = (tenant: Tenant, clientId: string): Client => {
  const client = tenant.clients.get(clientId)
  if (client === undefined) throw new CodedError('client-unknown', { detail: 'No such client is registered.' })
  return client
}

/**
 * How this client's refresh token travels is registered. A client of pages may be used by a script too, which asks for
 * `bearer`; a page may not, so that no code on it can ever read the token.
 * @throws CodedError invalid-request
 */
export const chooseTransport = (
  client: Client,
  asked: Client['transport'] | undefined,
  { origin }: PageHeaders,
): Client['transport'] => {
  if (asked === undefined || asked === client.transport) return client.transport
  if (asked === 'bearer' && origin === undefined) return asked
  const message = `This client is registered for ${client.transport}.`
  throw new CodedError('invalid-request', {
    detail: message,
    errors: [{ path: 'body.transport', code: 'transport-mismatch', message }],
  })
}
