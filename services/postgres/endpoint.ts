import { Client, type ClientConfig } from 'pg'

/** Where a database is and who asks: a connection URL taken apart. */
export interface Endpoint {
  host: string
  port: number
  database: string
  user: string
  password: string
  ssl: NonNullable<ClientConfig['ssl']>
}

/** Understands what libpq URLs say: `postgres://user:password@host:port/database?sslmode=...`, `?host=/socket/directory`. */
export const endpointOf = (url: string): Endpoint => {
  const { host, port, database, user, password, ssl } = new Client({ connectionString: url })
  return { host, port, database: database ?? '', user: user ?? '', password: password ?? '', ssl }
}
