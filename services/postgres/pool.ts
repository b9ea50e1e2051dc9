import { type ClientConfig, Pool as DriverPool, type PoolClient } from 'pg'
import { doubtedConnections } from './doubtedConnections.ts'
import { connectionOf, type Endpoint } from './endpoint.ts'
import type { PoolHealth, PoolReport } from './poolHealth.ts'
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

/**
 * A connection that nobody uses asks after this time whether the other side is still there, and then each second; after
 * ten without an answer it is replaced. A firewall may have forgotten it.
 */
const keepAliveAfterMs = 5_000
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
  ...connectionOf(settings.endpoint),
  application_name: settings.applicationName,
  types: typeParsers,
  keepAlive: true,
  keepAliveInitialDelayMillis: keepAliveAfterMs,
  options: startupOptions({ timezone: 'UTC', ...settings.parameters }),
  ...(settings.statementTimeoutMs === undefined
    ? {}
    : {
        statement_timeout: settings.statementTimeoutMs,
        query_timeout: settings.statementTimeoutMs + answerGraceMs,
      }),
})

const unheard: PoolReport = { answered: () => undefined, failed: () => undefined, ended: () => undefined }

/** Does what asks the server, and reports how it went. */
const reporting = async <Result>(report: PoolReport, ask: () => Promise<Result>): Promise<Result> => {
  try {
    const result = await ask()
    report.answered()
    return result
  } catch (error) {
    report.failed(error)
    throw asStoreError(error)
  }
}

const querying =
  (target: DriverPool | PoolClient, report: PoolReport): Queryable['query'] =>
  <Row extends object>(statement: string | Statement, values?: unknown[]): Promise<QueryResult<Row>> =>
    reporting(report, () => (target as DriverPool).query<Row>(statement, values))

const connection = (client: PoolClient, report: PoolReport): Connection => ({
  client,
  query: querying(client, report),
  release: (destroy) => client.release(destroy ?? false),
})

/** `health` hears how the pool fares; a pool that is there for one task needs none. */
export const createPool = (settings: PoolSettings, health?: PoolHealth): Pool => {
  const pool = new DriverPool({ ...clientConfig(settings), max: settings.size, idleTimeoutMillis: 60_000 })
  // An idle connection that dies is replaced on the next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  // The same for a connection that dies while a caller holds it: the caller's next statement fails.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const watched = { probe: () => query('select 1'), connections: doubtedConnections(pool) }
  const report = health?.join(settings.applicationName, watched) ?? unheard
  const query = querying(pool, report)
  return {
    settings,
    query,
    connect: () => reporting(report, async () => connection(await pool.connect(), report)),
    end() {
      report.ended()
      return pool.end()
    },
  }
}
