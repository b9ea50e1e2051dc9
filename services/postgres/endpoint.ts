import { Client, type ClientConfig } from 'pg'

/** How a connection is encrypted; it can be handed to another thread. */
export interface Tls {
  ca?: string
  cert?: string
  key?: string
  /** False: the server's certificate is not looked at. */
  rejectUnauthorized?: boolean
  /** The certificate may be for another name than the server's. */
  anyName: boolean
}

/** A connection URL in parts: where the database is, and which login asks. */
export interface Endpoint {
  host: string
  port: number
  database: string
  user: string
  password: string
  /** Null: not encrypted. */
  tls: Tls | null
  /** How long a connection may take to make; absent: as long as somebody can wait who wants an answer. */
  connectTimeoutMs?: number
}

/** A server that is away is reported after this time. */
const defaultConnectTimeoutMs = 3_000

/** Has the driver understand `sslmode` as libpq does, without which it warns that it will one day. */
const asLibpq = (url: string): string =>
  /[?&]sslmode=/.test(url) && !url.includes('uselibpqcompat') ? `${url}&uselibpqcompat=true` : url

const tlsOf = (ssl: ClientConfig['ssl']): Tls | null => {
  if (ssl === undefined || ssl === false) return null
  if (ssl === true) return { anyName: false }
  // The driver hides the key from whoever copies the object.
  const { ca, cert, key, rejectUnauthorized, checkServerIdentity } = ssl
  const texts = Object.entries({ ca, cert, key }).filter(([, text]) => text !== undefined)
  return {
    ...(Object.fromEntries(texts) as Pick<Tls, 'ca' | 'cert' | 'key'>),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    anyName: checkServerIdentity !== undefined,
  }
}

/** Reads libpq URLs: `postgres://user:password@host:port/database?sslmode=...&sslrootcert=...`, `?host=/socket/directory`. */
export const endpointOf = (url: string): Endpoint => {
  const { host, port, database, user, password, ssl } = new Client({ connectionString: asLibpq(url) })
  return { host, port, database: database ?? '', user: user ?? '', password: password ?? '', tls: tlsOf(ssl) }
}

/** The same in the form that the driver takes, made anew each time, because the driver changes it. */
export const connectionOf = ({ tls, connectTimeoutMs, ...place }: Endpoint): ClientConfig => {
  const config = { ...place, connectionTimeoutMillis: connectTimeoutMs ?? defaultConnectTimeoutMs }
  if (tls === null) return { ...config, ssl: false }
  const { anyName, ...settings } = tls
  return { ...config, ssl: { ...settings, ...(anyName ? { checkServerIdentity: () => undefined } : {}) } }
}
