import { markLog } from '#services/guards/logMarks.ts'
import { purgeIdempotency } from '#services/idempotency/idempotencyRows.ts'
import { purgeLimits } from '#services/limits/gatheredCounters.ts'
import { purgeKnownOrigins } from '#services/limits/knownOrigins.ts'
import { logAheadSeconds } from '#services/eventStore/logAhead.ts'
import { countParked } from '#services/consumers/parkedEvents.ts'
import { purgeMails } from '#services/notify/outbox/mailRows.ts'
import { sweepRules, sweepSecrets } from '#services/tenants/secrets/sweepSecrets.ts'
import type { CompositionParts } from '../process/compositionParts.ts'
import type { Chore } from './keepHouse.ts'
import type { ReaderLag, TenantFigures } from '#services/metrics/metricsSources.ts'
import type { Core } from '../process/openCore.ts'
import type { Feeds } from '../process/openFeeds.ts'
import { measureSkew } from './readiness.ts'
import { readerLags } from './readerLags.ts'
import { tenantFigures } from './tenantFigures.ts'
import type { Knowing } from '../process/serving.ts'
import { watchDatabase } from './watchDatabase.ts'

const minuteMs = 60_000
/** How long it is kept what became of a mail. */
const mailDays = 30

/** Figures that chores measure now and then, so that whoever asks gets them at once. */
export interface Remembered {
  skewMs: number | null
  parked: number | null
  /** By how much the log's newest event is later than now; null: not measured. */
  logAheadSeconds: number | null
  /** When the newest request that the log has answered began; milliseconds, monotonic. */
  logAskedAt: number
  /** Of the readers of the log in this process. */
  lags: readonly ReaderLag[]
  /** Of all tenants; null: this process does not look at them. */
  tenants: TenantFigures | null
  /** When this process last had retired all that was due, milliseconds since the epoch; null: another process does it, or none has yet. */
  retiredAt: number | null
}

/** The chores that each process does for itself. */
export const ownChores = (
  { data, surroundings, logger }: CompositionParts,
  { log }: Core,
  { standings }: Pick<Feeds, 'standings'>,
  remembered: Remembered,
): Chore[] => {
  const { app, writer, health } = data.databases
  return [
    { what: 'look after the database', everyMs: 2_000, run: watchDatabase(health, logger) },
    {
      what: 'measure clock skew',
      everyMs: 2_000,
      run: async () => (remembered.skewMs = await measureSkew(app, surroundings.ambient.clock)),
    },
    {
      what: 'count parked events',
      everyMs: 10_000,
      run: async () => (remembered.parked = (await countParked(writer)).reduce((sum, { parked }) => sum + parked, 0)),
    },
    {
      what: 'measure how far readers are behind',
      everyMs: 5_000,
      async run() {
        const measured = readerLags(standings(), log, surroundings.ambient.clock)
        // What could not be measured is told as nothing, not as it was.
        remembered.lags = await measured.catch(() => [])
      },
    },
    {
      what: 'compare the log with the time',
      everyMs: 5_000,
      run: async () => (remembered.logAheadSeconds = await logAheadSeconds(log, surroundings.ambient.clock)),
    },
    {
      what: 'ask for the log',
      everyMs: 2_000,
      async run() {
        const askedAt = surroundings.monotonicMs()
        await log.head()
        remembered.logAskedAt = askedAt
      },
    },
  ]
}

/** The chores that one process does for all. */
export const sharedChores = ({ data }: CompositionParts, { tenants, log }: Core): Chore[] => {
  const { app, writer } = data.databases
  return [
    { what: 'mark the log', everyMs: minuteMs, run: async () => markLog(writer, await log.head()) },
    { what: 'purge limits', everyMs: minuteMs, run: () => purgeLimits(app) },
    { what: 'purge known origins', everyMs: 24 * 60 * minuteMs, run: () => purgeKnownOrigins(app) },
    { what: 'purge mails', everyMs: 60 * minuteMs, run: () => purgeMails(writer, mailDays) },
    { what: 'purge kept answers', everyMs: 5 * minuteMs, run: () => purgeIdempotency(writer) },
    {
      what: 'sweep secrets',
      everyMs: 24 * 60 * minuteMs,
      run: () => sweepSecrets(writer, sweepRules({ ...tenants.directory, ...tenants.factors, keysOf: tenants.keysOf })),
    },
  ]
}

/** One process looks at all tenants for all. */
export const lookAtTenants = (
  { surroundings, logger }: CompositionParts,
  { tenants: { countPeople } }: Core,
  { tenantIndex: index, views: { tenantUse, countHolds } }: Knowing,
  remembered: Remembered,
): Chore => {
  const look = tenantFigures({ index, tenantUse, countPeople, countHolds, clock: surroundings.ambient.clock, logger })
  return {
    what: 'look at the tenants',
    everyMs: minuteMs,
    run: async () => (remembered.tenants = await look()),
  }
}
