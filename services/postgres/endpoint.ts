import { Client, type ClientConfig } from 'pg'

/** A connection URL in parts: where the database is, and which login asks. */
export interface Endpoint {
  host: string
  port: number
  database: string
  user: string
  password: string
  ssl: NonNullable<ClientConfig['ssl']>
}

/** Reads libpq URLs: `postgres://user:password@host:port/database?sslmode=...`, `?host=/socket/directory`. */
export const endpointOf = (url: string): Endpoint => {
  const { host, port, database, user, password, ssl } = new Client({ connectionString: url })
  return { host, port, database: database ?? '', user: user ?? '', password: password ?? '', ssl }
}
