import type { Clock } from '#services/clock.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { Readiness } from '#services/http/plainRoutes.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** Milliseconds this process's clock may differ from the store's before it must not decide any more. */
const mostSkewMs = 2_000

/** This process's clock against the database's, half the round trip taken off. Milliseconds, positive when we are ahead. */
export const measureSkew = async (database: Queryable, clock: Clock): Promise<number> => {
  const asked = clock.now()
  const { rows } = await database.query<{ now: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now',
  )
  return (asked + clock.now()) / 2 - (rows[0]?.now ?? asked)
}

export interface ReadinessSources {
  isReady: () => boolean
  tail: Pick<LogTail, 'isFresh'>
  /** Null: not measured yet. */
  skewMs: () => number | null
  /** Events that no view could take; null: not counted yet. */
  parked: () => number | null
}

/** What `/readyz` says. Parked events warn and do not fail: everything else goes on. */
export const readinessOf =
  ({ isReady, tail, skewMs, parked }: ReadinessSources) =>
  (): Readiness => {
    const skew = skewMs()
    const setAside = parked() ?? 0
    const checks: Readiness['checks'] = {
      sessions: isReady() ? { ok: true } : { ok: false, detail: 'reading who has been ended' },
      log: tail.isFresh() ? { ok: true } : { ok: false, detail: 'the event store has not answered for a second' },
      clock:
        skew === null || Math.abs(skew) <= mostSkewMs
          ? { ok: true }
          : { ok: false, detail: `this clock differs from the store's by ${Math.round(skew)} ms` },
      views: setAside === 0 ? { ok: true } : { ok: true, detail: `${setAside} events are parked; see GET /v1/system` },
    }
    return { ready: Object.values(checks).every(({ ok }) => ok), checks }
  }
