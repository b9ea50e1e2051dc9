import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { NewEvent } from '#events/envelope.ts'
import { countEvents } from './countEvents.ts'
import { countUnrecorded, type Unrecorded } from './countUnrecorded.ts'
import { gauges } from './gauges.ts'
import type { MetricsSources } from './metricsSources.ts'

export interface Metrics {
  /** The caller passes every event that this process has stored. */
  observe(event: NewEvent<RollcallEvent>): void
  /** Seconds from the call to the acknowledgement of an append. */
  appended(seconds: number): void
  /** The store could not take an append. */
  appendFailed(): void
  /** Counts what is worth a number and leaves no event. */
  unrecorded(what: Unrecorded): void
  /** A call was refused by a limit of this class. */
  rateLimited(limit: string): void
  /** What became of an attempt to send a mail: `sent`, `postponed`, `failed` or `dropped`. */
  mailed(outcome: string): void
  /** All metrics in Prometheus' text format. */
  metricsText(): Promise<string>
  readonly contentType: string
}

export interface MetricsNeeds extends MetricsSources {
  /** Memory, CPU, event loop and handles of this process. */
  processMetrics?: boolean
}

/** Seconds: from half a millisecond, an append into memory, to ten seconds, when callers give up. */
const appendBuckets = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 2.5, 10]

export const metrics = ({ processMetrics = true, ...sources }: MetricsNeeds): Metrics => {
  const registry = new Registry()
  const registers: [Registry] = [registry]
  if (processMetrics) collectDefaultMetrics({ register: registry })
  gauges(registers, sources)
  const appendSeconds = new Histogram({
    name: 'rollcall_append_seconds',
    help: 'Seconds from an append to its acknowledgement',
    buckets: appendBuckets,
    registers,
  })
  const appendFailures = new Counter({
    name: 'rollcall_append_failures_total',
    help: 'Appends that the event store could not take',
    registers,
  })
  const refusals = new Counter({
    name: 'rollcall_rate_limited_total',
    help: 'Calls refused by a limit, by class',
    labelNames: ['class'],
    registers,
  })
  const mails = new Counter({
    name: 'rollcall_mails_total',
    help: 'Attempts to send mails, by outcome',
    labelNames: ['outcome'],
    registers,
  })
  return {
    observe: countEvents(registers),
    mailed: (outcome) => mails.inc({ outcome }),
    unrecorded: countUnrecorded(registers),
    appended: (seconds) => appendSeconds.observe(seconds),
    appendFailed: () => appendFailures.inc(),
    rateLimited: (limit) => refusals.inc({ class: limit }),
    metricsText: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
