import { type ClientConfig, Pool as DriverPool, type PoolClient } from 'pg'
import type { Endpoint } from './endpoint.ts'
import type { Queryable, QueryResult, Statement } from './queryable.ts'
import { typeParsers } from './typeParsers.ts'
import { asStoreError } from './unavailable.ts'

/** A connection taken from a pool; `release(true)` destroys it. */
export interface Connection extends Queryable {
  /** The driver's own client, only for streams inside this folder. */
  readonly client: PoolClient
  release(destroy?: boolean): void
}

/** A pool of one login. Every method throws CodedError store-unavailable while the server is away. */
export interface Pool extends Queryable {
  readonly settings: PoolSettings
  connect(): Promise<Connection>
  end(): Promise<void>
}

export interface PoolSettings {
  endpoint: Endpoint
  /** The largest number of connections. */
  size: number
  applicationName: string
  /** The server cancels a statement that runs longer; absent: no limit. */
  statementTimeoutMs?: number
  /** Server settings for this pool's connections, e.g. `{ enable_seqscan: 'off' }`. */
  parameters?: Record<string, string>
}

/** A server that is away is reported after this time. */
const connectTimeoutMs = 3_000
/**
 * The client waits this much longer than the server's own limit, so that a server that still answers ends the statement
 * itself and the connection's state stays known.
 */
const answerGraceMs = 2_000

const startupOptions = (parameters: Record<string, string>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')

export const clientConfig = (settings: PoolSettings): ClientConfig => ({
  ...settings.endpoint,
  application_name: settings.applicationName,
  types: typeParsers,
  keepAlive: true,
  connectionTimeoutMillis: connectTimeoutMs,
  options: startupOptions({ timezone: 'UTC', ...settings.parameters }),
  ...(settings.statementTimeoutMs === undefined
    ? {}
    : {
        statement_timeout: settings.statementTimeoutMs,
        query_timeout: settings.statementTimeoutMs + answerGraceMs,
      }),
})

const run = async <Row extends object>(
  target: DriverPool | PoolClient,
  statement: string | Statement,
  values?: unknown[],
): Promise<QueryResult<Row>> => {
  try {
    return await (target as DriverPool).query<Row>(statement, values)
  } catch (error) {
    throw asStoreError(error)
  }
}

const connection = (client: PoolClient): Connection => ({
  client,
  query: (statement, values) => run(client, statement, values),
  release: (destroy) => client.release(destroy ?? false),
})

export const createPool = (settings: PoolSettings): Pool => {
  const pool = new DriverPool({ ...clientConfig(settings), max: settings.size, idleTimeoutMillis: 60_000 })
  // An idle connection that dies is replaced on the next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  // The same for a connection that dies while a caller holds it: the caller's next statement fails.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return {
    settings,
    query: (statement, values) => run(pool, statement, values),
    async connect() {
      try {
        return connection(await pool.connect())
      } catch (error) {
        throw asStoreError(error)
      }
    },
    end: () => pool.end(),
  }
}
