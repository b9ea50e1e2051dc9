import { CodedError } from '#services/errors.ts'
import type { Client, Tenant } from '#services/identity.ts'

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
 * form can send. A bearer client may be no browser at all; if it is one, its origin counts too.
 * @throws CodedError origin-refused
 */
export const requireOwnPage = (client: Client, { origin, rollcallClient, host }: PageHeaders): void => {
  const isOwn = origin !== undefined && isRegistered(client, origin, host)
  const isAllowed =
    client.transport === 'cookie' ? isOwn && rollcallClient === client.clientId : isOwn || origin === undefined
  if (!isAllowed) throw new CodedError('origin-refused')
}

/** @throws CodedError client-unknown */
export const requireClient = (tenant: Tenant, clientId: string): Client => {
  const client = tenant.clients.get(clientId)
  if (client === undefined) throw new CodedError('client-unknown', { detail: 'No such client is registered.' })
  return client
}

/** @throws CodedError invalid-request: where a client keeps its refresh token is registered, not chosen. */
export const requireTransport = (client: Client, transport: Client['transport'] | undefined): void => {
  if (transport === undefined || transport === client.transport) return
  const message = `This client is registered for ${client.transport}.`
  throw new CodedError('invalid-request', {
    detail: message,
    errors: [{ path: 'body.transport', code: 'transport-mismatch', message }],
  })
}
