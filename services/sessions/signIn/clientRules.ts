import { CodedError } from '#services/ports/errors.ts'
import type { Client, Tenant } from '#services/ports/identity.ts'

/** The headers that tell which page sent a request. */
export interface PageHeaders {
  origin: string | undefined
  rollcallClient: string | undefined
  host: string | undefined
}

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null)

/** `self` stands for the origin of Rollcall's own pages, whose host is the one that the request was sent to. */
const isRegistered = ({ origins }: Client, origin: string, host: string | undefined): boolean =>
  origins.some((allowed) => (allowed === 'self' ? host !== undefined && hostOf(origin) === host : allowed === origin))

/**
 * A browser's page that neither Rollcall served nor an origin registered for the application. It is told so before a password is
 * compared: it could try passwords through its visitors, and learn which one is right by another refusal.
 */
export const isStrangePage = (client: Client | undefined, { origin, host }: PageHeaders): boolean => {
  if (origin === undefined || (host !== undefined && hostOf(origin) === host)) return false
  return client === undefined || !isRegistered(client, origin, host)
}

/**
 * A browser adds a cookie to requests by itself. So a request that uses one must prove that it comes from the client's
 * own page: by a registered origin, and by a header that no HTML form can send.
 * @throws CodedError origin-refused
 */
export const requireOwnPage = (client: Client, { origin, rollcallClient, host }: PageHeaders): void => {
  const isOwn = origin !== undefined && isRegistered(client, origin, host)
  if (!isOwn || rollcallClient !== client.clientId) throw new CodedError('origin-refused')
}

/**
 * Refuses a page that is not the client's own. A browser sends `Origin` with every POST, so a request without it comes
 * from an app or a script and is accepted.
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
 * Each client is registered for one way of sending its refresh token. A script may ask a cookie client for `bearer`. A
 * page may not, so that no code on the page can ever read the token.
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
