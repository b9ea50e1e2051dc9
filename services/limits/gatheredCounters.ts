import type { Queryable } from '#services/postgres/queryable.ts'
import { gatheredLookups } from './gatheredLookups.ts'
import { purgeExpired } from './purgeExpired.ts'

/** A counter after a change. */
export interface Counted {
  points: number
  /** Milliseconds until its window ends, by the database's clock. */
  msLeft: number
}

export interface GatheredCounters {
  /** Adds `points` (may be negative) to a counter. If its window has ended, a new window of `windowMs` begins. */
  add(key: string, points: number, windowMs: number): Promise<Counted>
  /** Null: the counter does not exist, or its window has ended. */
  read(key: string): Promise<Counted | null>
}

interface Addition {
  key: string
  points: number
  windowMs: number
  resolve: (counted: Counted) => void
  reject: (error: unknown) => void
}
type Row = Counted & { key: string }

/** Every process locks rows in the order of their keys, so that no two processes deadlock. */
const inKeyOrder = (one: { key: string }, other: { key: string }): number => (one.key < other.key ? -1 : 1)

/** One row per key, because `on conflict do update` may touch a row only once per statement. */
const summed = (batch: Addition[]): { key: string; points: number; windowMs: number }[] => {
  const sums = new Map<string, { key: string; points: number; windowMs: number }>()
  for (const { key, points, windowMs } of batch)
    sums.set(key, { key, windowMs, points: points + (sums.get(key)?.points ?? 0) })
  return [...sums.values()].sort(inKeyOrder)
}

const addAll = async (app: Queryable, batch: Addition[]): Promise<Map<string, Counted>> => {
  const sums = summed(batch)
  const { rows } = await app.query<Row>({
    name: 'rate-limits-add',
    text: `insert into rate_limits as held (key, points, expires_at)
           select key, points, now() + window_ms * interval '1 millisecond'
           from unnest($1::text[], $2::int[], $3::float8[]) given (key, points, window_ms)
           on conflict (key) do update set
             points = case when held.expires_at <= now() then greatest(excluded.points, 0)
                           else greatest(greatest(held.points, 0) + excluded.points, 0) end,
             expires_at = case when held.expires_at <= now() then excluded.expires_at else held.expires_at end
           returning key, points, (extract(epoch from expires_at - now()) * 1000)::float8 as "msLeft"`,
    values: [sums.map((sum) => sum.key), sums.map((sum) => sum.points), sums.map((sum) => sum.windowMs)],
  })
  return new Map(rows.map((row) => [row.key, row]))
}

const readAll =
  (app: Queryable) =>
  async (keys: readonly string[]): Promise<ReadonlyMap<string, Counted>> => {
    const { rows } = await app.query<Row>({
      name: 'rate-limits-read',
      text: `select key, points, (extract(epoch from expires_at - now()) * 1000)::float8 as "msLeft"
             from rate_limits where key = any ($1::text[]) and expires_at > now()`,
      values: [keys],
    })
    return new Map(rows.map((row) => [row.key, row]))
  }

/** Callers in one batch that share a counter each get the count right after their own addition. */
const settle = (batch: Addition[], totals: Map<string, Counted>): void => {
  const later = new Map<string, number>()
  for (const { key, points, resolve } of batch.toReversed()) {
    const total = totals.get(key)!
    const after = later.get(key) ?? 0
    resolve({ points: total.points - after, msLeft: total.msLeft })
    later.set(key, after + points)
  }
}

/**
 * Counters in PostgreSQL. Additions of one turn of the event loop, and those that come while a statement is under way,
 * are sent as one statement, so a flood of calls costs the database little more than a few calls.
 */
export const postgresCounters = (app: Queryable): GatheredCounters => {
  const read = gatheredLookups(readAll(app))
  let waiting: Addition[] = []
  let underWay = false

  const send = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        settle(batch, await addAll(app, batch))
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    underWay = false
  }

  return {
    add: (key, points, windowMs) =>
      new Promise((resolve, reject) => {
        waiting.push({ key, points, windowMs, resolve, reject })
        if (underWay) return
        underWay = true
        setImmediate(() => void send())
      }),
    read: async (key) => (await read(key)) ?? null,
  }
}

/** Deletes counters whose window has ended. Answers how many. */
export const purgeLimits = (app: Queryable): Promise<number> => purgeExpired(app, 'rate_limits')
