import { Gauge, type Registry } from 'prom-client'
import { quotaNames } from '#events/tenant/quotas.ts'
import type { ConsumerState, RelayState } from '#services/feed/kafka/feedHealth.ts'
import type { Awaitable, MetricsSources, ReaderLag } from './metricsSources.ts'

interface Sample {
  labels: Record<string, string>
  value: number
}

const labelled = (label: string, values: Readonly<Record<string, number>>): Sample[] =>
  Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }))

const consumerGauges: readonly { name: string; help: string; value: (state: ConsumerState) => number | null }[] = [
  {
    name: 'feed_poll_age_seconds',
    help: 'Seconds since Kafka was last asked for messages',
    value: ({ pollAgeMs }) => pollAgeMs / 1_000,
  },
  {
    name: 'feed_watermark_age_seconds',
    help: 'Age of the newest mark that the relay left in the topic',
    value: ({ watermarkAgeMs }) => (watermarkAgeMs === null ? null : watermarkAgeMs / 1_000),
  },
  { name: 'feed_partitions', help: 'Partitions handed to this process', value: ({ assigned }) => assigned },
  { name: 'feed_restarts', help: 'How often the consumer was made anew', value: ({ restarts }) => restarts },
  {
    name: 'feed_filled_events',
    help: 'Events taken from the store because the topic lacked them',
    value: ({ filled }) => filled,
  },
  {
    name: 'feed_passed_over_messages',
    help: 'Messages that had been read before, or were not of this log',
    value: ({ passedOver }) => passedOver,
  },
]

const readerGauges: readonly { name: string; help: string; value: (reader: ReaderLag) => number | undefined }[] = [
  {
    name: 'reader_lag_events',
    help: 'Events that a reader of the log is behind it',
    value: ({ lag }) => lag?.events,
  },
  {
    name: 'reader_lag_seconds',
    help: 'Age of the oldest event that a reader of the log has not read',
    value: ({ lag }) => lag?.seconds,
  },
  {
    name: 'reader_failures',
    help: 'How often in a row a reader of the log has begun again; 0 while it is well',
    value: ({ failures }) => failures,
  },
]

const relayGauges: readonly { name: string; help: string; value: (state: RelayState) => number }[] = [
  { name: 'relay_leading', help: '1 where this process copies the log', value: ({ leading }) => (leading ? 1 : 0) },
  { name: 'relay_events', help: 'Events that this process has copied', value: ({ events }) => events },
  { name: 'relay_failures', help: 'How often copying began again', value: ({ failures }) => failures },
]

/** Gauges that are read at each scrape. One that cannot be read has no sample, because an old number would mislead. */
export const gauges = (registers: [Registry], sources: MetricsSources): void => {
  const gauge = <Source>(
    source: (() => Awaitable<Source>) | undefined,
    { name, help, labels = [] }: { name: string; help: string; labels?: string[] },
    samplesOf: (value: Source) => Sample[],
  ) => {
    if (source === undefined) return
    const made: Gauge = new Gauge({
      name: `rollcall_${name}`,
      help,
      labelNames: labels,
      registers,
      collect: async () => {
        made.reset()
        const samples = await Promise.resolve(source()).then(samplesOf, () => null)
        // Without labels a reset leaves the value 0, which would be false.
        if ((samples ?? []).length === 0 && labels.length === 0) made.remove()
        for (const { labels, value } of samples ?? []) made.set(labels, value)
      },
    })
  }

  gauge(sources.liveCounts, { name: 'live_sessions', help: 'Live sessions' }, ({ active }) => [
    { labels: {}, value: active },
  ])
  gauge(
    sources.liveCounts,
    { name: 'live_sessions_by_device_type', help: 'Live sessions by device type', labels: ['device_type'] },
    ({ deviceType }) => labelled('device_type', deviceType),
  )
  gauge(
    sources.viewLag,
    { name: 'view_lag_events', help: 'Events a view is behind the log', labels: ['view'] },
    (views) => views.map(({ view, events }) => ({ labels: { view }, value: events })),
  )
  gauge(
    sources.viewLag,
    { name: 'view_lag_seconds', help: 'Seconds a view is behind the log', labels: ['view'] },
    (views) => views.map(({ view, seconds }) => ({ labels: { view }, value: seconds })),
  )
  gauge(
    sources.tenantFigures,
    {
      name: 'tenants_at_quota',
      help: 'Tenants that have reached the soft (warning) or hard (full) bound of a quota',
      labels: ['quota', 'level'],
    },
    (figures) =>
      figures === null
        ? []
        : quotaNames.flatMap((quota) =>
            (['warning', 'full'] as const).map((level) => ({
              labels: { quota, level },
              value: figures.standings.filter((each) => each.quota === quota && each.level === level).length,
            })),
          ),
  )
  for (const [what, help] of [
    ['blocks', 'Blocks of ways in that are in force, of all tenants'],
    ['holds', 'People who are held, of all tenants'],
  ] as const)
    gauge(sources.tenantFigures, { name: `${what}_in_force`, help }, (figures) =>
      figures === null ? [] : [{ labels: {}, value: figures[what] }],
    )
  gauge(
    sources.retentionAge,
    { name: 'retention_age_seconds', help: 'Seconds since everything that retention does not keep had left the views' },
    (age) => (age === null ? [] : [{ labels: {}, value: age }]),
  )
  gauge(sources.sockets, { name: 'sockets', help: 'Open sockets', labels: ['namespace'] }, (sockets) =>
    labelled('namespace', sockets),
  )
  gauge(
    sources.eventStreams,
    { name: 'event_streams', help: 'Open streams of Server-Sent Events, by what they follow', labels: ['of'] },
    (streams) => (streams === null ? [] : labelled('of', { guards: streams.guards, own: streams.own })),
  )
  gauge(
    sources.eventStreams,
    {
      name: 'guards_behind',
      help: 'Connected guards, of all processes, that have not confirmed an ending for 5 seconds',
    },
    (streams) => (streams === null ? [] : [{ labels: {}, value: streams.behind }]),
  )
  gauge(
    sources.storeConnection,
    { name: 'store_answer_age_seconds', help: "Seconds since the event store's server last answered anything" },
    ({ answeredMsAgo }) => [{ labels: {}, value: answeredMsAgo / 1_000 }],
  )
  gauge(
    sources.storeConnection,
    { name: 'store_subscribed', help: '1 while the event store tells of new events, 0 while it is only asked' },
    ({ isSubscribed }) => [{ labels: {}, value: isSubscribed ? 1 : 0 }],
  )
  gauge(
    sources.storeConnection,
    { name: 'store_subscription_resumes', help: "How often the event store's subscription was made anew" },
    ({ resumed }) => [{ labels: {}, value: resumed }],
  )
  gauge(
    sources.backupAge,
    { name: 'backup_age_seconds', help: 'Seconds since a backup was last taken; absent while there is none' },
    (age) => (age === null ? [] : [{ labels: {}, value: age }]),
  )
  gauge(
    sources.mails,
    { name: 'mails', help: 'Mails that wait, are being sent, or have failed', labels: ['state'] },
    (states) => labelled('state', states),
  )
  gauge(
    sources.databaseFailures,
    {
      name: 'database_failures',
      help: 'How often PostgreSQL gave no connection or no answer since the start',
      labels: ['pool'],
    },
    (failures) => labelled('pool', failures),
  )
  gauge(
    sources.logAheadSeconds,
    { name: 'log_ahead_seconds', help: "Seconds that the log's newest event is later than now" },
    (seconds) => (seconds === null ? [] : [{ labels: {}, value: seconds }]),
  )
  gauge(sources.hashQueue, { name: 'hash_queue', help: 'People waiting for a password hash' }, (waiting) => [
    { labels: {}, value: waiting },
  ])
  for (const { value, ...described } of readerGauges)
    gauge(sources.readers, { ...described, labels: ['reader'] }, (readers) =>
      readers.flatMap((each) => {
        const found = value(each)
        return found === undefined ? [] : [{ labels: { reader: each.reader }, value: found }]
      }),
    )
  for (const { value, ...described } of consumerGauges)
    gauge(sources.feedConsumers, { ...described, labels: ['consumer'] }, (states) =>
      Object.entries(states).flatMap(([consumer, state]) => {
        const found = value(state)
        return found === null ? [] : [{ labels: { consumer }, value: found }]
      }),
    )
  for (const { value, ...described } of relayGauges)
    gauge(sources.relay, { ...described, labels: ['topic'] }, (state) =>
      state === null ? [] : [{ labels: { topic: 'events' }, value: value(state) }],
    )
  gauge(
    sources.leading,
    {
      name: 'leading',
      help: '1 where this process does what one at a time does, 0 where it stands by',
      labels: ['name'],
    },
    (names) => Object.entries(names).map(([name, leads]) => ({ labels: { name }, value: leads ? 1 : 0 })),
  )
}
