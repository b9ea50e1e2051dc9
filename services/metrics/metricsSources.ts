import type { QuotaLevel, QuotaName } from '#events/tenant/quotas.ts'
import type { LogConnection } from '#services/eventStore/eventStore.ts'
import type { ConsumerState, RelayState } from '#services/feed/kafka/feedHealth.ts'

export interface ViewLag {
  view: string
  /** Events between the view's checkpoint and the log's head. */
  events: number
  /** Age of the oldest event that is not in the view. */
  seconds: number
}

/** A reader of the log in this process. */
export interface ReaderLag {
  reader: string
  /** How many times in a row the reader failed and began again. */
  failures: number
  /** Null: the feed hands no partition to it in this process. */
  lag: { events: number; seconds: number } | null
}

/** What is counted over all tenants. No tenant is named: there may be any number. */
export interface TenantFigures {
  /** One entry for each bounded quota of each tenant. */
  standings: readonly { quota: QuotaName; level: QuotaLevel }[]
  /** Blocks and holds in force. */
  blocks: number
  holds: number
}

export type Awaitable<Value> = Value | Promise<Value>

/** Where the gauges get their values at a scrape. A source is left out where this process has no such part. */
export interface MetricsSources {
  /** Live sessions of all tenants together. */
  liveCounts?: () => Awaitable<{ active: number; deviceType: Readonly<Record<string, number>> }>
  viewLag?: () => Awaitable<readonly ViewLag[]>
  readers?: () => Awaitable<readonly ReaderLag[]>
  /** Null: another process looks at the tenants, or none has yet. */
  tenantFigures?: () => TenantFigures | null
  /** Seconds since all that was due had left the views; null: another process sees to it, or none has yet. */
  retentionAge?: () => number | null
  /** Open sockets by namespace, e.g. `{ live: 12, me: 40 }`. */
  sockets?: () => Readonly<Record<string, number>>
  /** Streams of Server-Sent Events in this process, and connected guards of all processes that are behind; null: none are served. */
  eventStreams?: () => { guards: number; own: number; behind: number } | null
  /** How often each pool of connections to PostgreSQL got neither connection nor answer. */
  databaseFailures?: () => Readonly<Record<string, number>>
  /** By how much the log's newest event is later than now; null: not measured. */
  logAheadSeconds?: () => number | null
  /** People waiting for a password hash. */
  hashQueue?: () => number
  /** Only where the log is a server of its own. */
  storeConnection?: () => LogConnection
  /** Readers that Kafka feeds, by name; none: {}. */
  feedConsumers?: () => Readonly<Record<string, ConsumerState>>
  /** The state of copying the log to Kafka; null: this process does not copy. */
  relay?: () => RelayState | null
  /** Seconds since `rollcall backup` last ended; null: never. */
  backupAge?: () => Awaitable<number | null>
  /** Mails of all tenants that wait, are being sent, or have failed. */
  mails?: () => Awaitable<Readonly<Record<string, number>>>
  /** Work that one process at a time does, by name: whether this process does it now. */
  leading?: () => Readonly<Record<string, boolean>>
}
